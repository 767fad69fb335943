using Conduit.Data;
using Conduit.Data.Articles;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Conduit.Data.Shards;
using Npgsql;

namespace Conduit.Worker.Notifications;

/// <summary>
/// Writes notifications to the user's own shard: one per event, none for the user's own actions, and none for actions that were undone.
/// </summary>
internal static class NotificationWrites
{
    // The author's logical shard is the article's.
    private const string FavoriteSql = """
        -- notify of favourite
        insert into notifications (id, user_id, kind, actor_id, article_id)
        select new_id($1), article.author_id, $2, favorite.user_id, article.id
        from favorites favorite join articles article on article.id = favorite.article_id
        where favorite.article_id = $3 and favorite.user_id = $4 and favorite.is_on and article.author_id <> favorite.user_id
        on conflict do nothing returning user_id
        """;

    private const string CommentSql = """
        -- notify of comment
        insert into notifications (id, user_id, kind, actor_id, article_id, comment_id)
        select new_id($1), article.author_id, $2, comment.author_id, article.id, comment.id
        from comments comment join articles article on article.id = comment.article_id
        where comment.id = $3 and article.author_id <> comment.author_id
        on conflict do nothing returning user_id
        """;

    private const string FollowerSql = """
        -- notify of follower
        insert into notifications (id, user_id, kind, actor_id)
        select new_id($1), author_id, $2, user_id from followers where author_id = $3 and user_id = $4 and is_on and author_id <> user_id
        on conflict do nothing returning user_id
        """;

    public static Write<List<long>> OfFavorite(FavoriteAdded favorite) => ReturnUsers(
        () => Command(FavoriteSql, favorite.ArticleId, Notification.Favorited).With(favorite.ArticleId).With(favorite.UserId));

    public static Write<List<long>> OfComment(CommentAdded comment) => ReturnUsers(
        () => Command(CommentSql, comment.CommentId, Notification.Commented).With(comment.CommentId));

    public static Write<List<long>> OfFollower(CopyFollow follow) => ReturnUsers(
        () => Command(FollowerSql, follow.AuthorId, Notification.Followed).With(follow.AuthorId).With(follow.UserId));

    /// <summary>Writes notifications and signals the users who got one.</summary>
    public static async Task NotifyAsync(this Shard shard, Write<List<long>> write, CancellationToken cancellationToken)
    {
        foreach (var user in await shard.WriteAsync(write))
            await NotificationNotifier.NotifyAsync(shard.Database, user, cancellationToken);
    }

    private static Write<List<long>> ReturnUsers(Func<NpgsqlBatchCommand> command) =>
        Query.Rows(command, row => row.GetInt64(0)).Invalidating();

    private static NpgsqlBatchCommand Command(string sql, long subject, string kind) =>
        new NpgsqlBatchCommand(sql).With(ConduitId.LogicalShard(subject)).With(kind);
}
