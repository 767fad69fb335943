using Conduit.Data.Articles;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Worker.Jobs;

/// <summary>Tells an author that his article became a favourite: once for each reader, not of himself, and not of what was taken back meanwhile.</summary>
internal sealed class FavoriteNotedHandler(Shards shards) : JobHandler<FavoriteNoted>(JobKinds.FavoriteNoted)
{
    protected override async Task HandleAsync(FavoriteNoted payload, CancellationToken cancel)
    {
        await using var context = shards.Of(payload.ArticleId).Write();
        // The author's logical shard is the article's.
        await context.Database.ExecuteSqlAsync(
            $"""
             -- notify author
             insert into notifications (id, user_id, kind, actor_id, article_id)
             select new_id({ConduitId.LogicalShard(payload.ArticleId)}), article.author_id, {Notification.Favorited}, favorite.user_id, article.id
             from favorites favorite join articles article on article.id = favorite.article_id
             where favorite.article_id = {payload.ArticleId} and favorite.user_id = {payload.UserId}
               and favorite.is_on and article.author_id <> favorite.user_id
             on conflict (article_id, kind, actor_id) do nothing
             """,
            cancel);
    }
}
