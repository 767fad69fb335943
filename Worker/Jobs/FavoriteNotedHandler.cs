using Conduit.Data.Articles;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Conduit.Data.Shards;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Tells an author that his article became a favourite: once for each reader, not of himself, and not of what was taken back meanwhile.</summary>
internal sealed class FavoriteNotedHandler(Shards shards) : JobHandler<FavoriteNoted>(JobKinds.FavoriteNoted)
{
    // The author's logical shard is the article's.
    private const string NotifySql = """
        -- notify author
        with notified as (
            insert into notifications (id, user_id, kind, actor_id, article_id)
            select new_id($3), article.author_id, $4, favorite.user_id, article.id
            from favorites favorite join articles article on article.id = favorite.article_id
            where favorite.article_id = $1 and favorite.user_id = $2 and favorite.is_on and article.author_id <> favorite.user_id
            on conflict (article_id, kind, actor_id) do nothing
            returning true
        )
        select exists(select from notified)
        """;

    protected override Task HandleAsync(FavoriteNoted payload, CancellationToken cancel) => shards.Of(payload.ArticleId).WriteAsync(
        Query.Value<bool>(() => new NpgsqlBatchCommand(NotifySql)
            .With(payload.ArticleId).With(payload.UserId).With(ConduitId.LogicalShard(payload.ArticleId)).With(Notification.Favorited))
        .Touching());
}
