using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Notifications;

/// <summary>Queries and writes of notifications, on their user's shard.</summary>
internal static class NotificationQueries
{
    /// <summary>How many unread rows are read for the count; further ones are not counted.</summary>
    public const int MaxUnread = 1_000;

    /// <summary>How many actors of a notification are returned.</summary>
    public const int MaxActors = 3;

    // The same action of several actors is one notification. Only the newest 2000 rows are listed, which bounds the work.
    // Of a notification's latest 20 actors, up to MaxActors different ones are returned.
    private const string ListSql = """
        -- notifications
        select max(recent.id), kind, is_read, count(distinct actor_id)::int, (array_agg(actor_id order by recent.id desc))[1:20],
            article_id, article.title
        from (
            select id, kind, actor_id, article_id, read_at is not null as is_read
            from notifications where user_id = $1 order by id desc limit 2000
        ) recent left join articles article on article.id = article_id
        group by kind, is_read, article_id, article.title
        order by 1 desc offset $2 limit $3
        """;

    private const string UnreadSql = """
        -- unread notifications
        select count(distinct (kind, article_id))::int
        from (select kind, article_id from notifications where user_id = $1 and read_at is null limit $2) unread
        """;

    private const string ReadSql = """
        -- notifications read
        update notifications set read_at = now() where user_id = $1 and read_at is null and id <= $2
        """;

    /// <summary>A page of notifications, and how many of all are unread.</summary>
    public static Query<(List<NotificationRow> Rows, int Unread)> Newest(long user, Page page) => new(
        () => [new NpgsqlBatchCommand(ListSql).With(user).With(page.Offset).With(page.Limit), Count(user)],
        async (reader, cancellationToken) =>
        {
            var rows = await reader.RowsAsync(NotificationRow.Read, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return (rows, await reader.ValueAsync<int>(cancellationToken));
        });

    public static Query<int> Unread(long user) => Query.Value<int>(() => Count(user));

    /// <summary>Marks notifications up to this one as read, and returns how many are still unread.</summary>
    public static Write<int> Read(long user, long upTo) => new Query<int>(
        () => [new NpgsqlBatchCommand(ReadSql).With(user).With(upTo), Count(user)],
        (reader, cancellationToken) => reader.ValueAsync<int>(cancellationToken)).Invalidating();

    private static NpgsqlBatchCommand Count(long user) => new NpgsqlBatchCommand(UnreadSql).With(user).With(MaxUnread);
}

/// <summary>The same action of several actors.</summary>
internal sealed record NotificationRow(long Id, string Kind, bool IsRead, int ActorsCount, long[] Actors, long? ArticleId, string? Title)
{
    public static NotificationRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetBoolean(2),
        row.GetInt32(3),
        [.. row.GetFieldValue<long[]>(4).Distinct().Take(NotificationQueries.MaxActors)],
        row.IsDBNull(5) ? null : row.GetInt64(5),
        row.Text(6));
}
