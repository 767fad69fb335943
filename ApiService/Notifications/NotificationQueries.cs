using Conduit.ApiService.Contract;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Notifications;

/// <summary>What a user's shard is asked and told about his notifications.</summary>
internal static class NotificationQueries
{
    /// <summary>More deeds that nobody has taken note of are not counted.</summary>
    public const int MostUnread = 1_000;

    /// <summary>How many of the people behind a notification are named.</summary>
    public const int MostActors = 3;

    // Several people who did the same are one notification. Older ones than these nobody looks for.
    private const string ListSql = """
        -- notifications
        select max(recent.id), kind, is_read, count(distinct actor_id)::int, (array_agg(actor_id order by recent.id desc))[1:20], article_id, article.title
        from (
            select id, kind, actor_id, article_id, read_at is not null as is_read from notifications where user_id = $1 order by id desc limit 2000
        ) recent left join articles article on article.id = article_id
        group by kind, is_read, article_id, article.title
        order by 1 desc offset $2 limit $3
        """;

    private const string UnreadSql = "-- unread notifications\nselect count(distinct (kind, article_id))::int from (select kind, article_id from notifications where user_id = $1 and read_at is null limit $2) unread";

    private const string ReadSql = "-- notifications read\nupdate notifications set read_at = now() where user_id = $1 and read_at is null and id <= $2";

    /// <summary>A page of them, and how many of all are unread.</summary>
    public static Query<(List<NotificationRow> Rows, int Unread)> Newest(long user, Page page) => new(
        () => [new NpgsqlBatchCommand(ListSql).With(user).With(page.Offset).With(page.Limit), Count(user)],
        async (reader, cancel) =>
        {
            var rows = await reader.RowsAsync(
                row => new NotificationRow(
                    row.GetInt64(0), row.GetString(1), row.GetBoolean(2), row.GetInt32(3), [.. row.GetFieldValue<long[]>(4).Distinct().Take(MostActors)],
                    row.IsDBNull(5) ? null : row.GetInt64(5), row.Text(6)),
                cancel);
            await reader.NextResultAsync(cancel);
            return (rows, await reader.ValueAsync<int>(cancel));
        });

    public static Query<int> Unread(long user) => Query.Value<int>(() => Count(user));

    /// <summary>What came up to this one is read; gives how many are left.</summary>
    public static Write<int> Read(long user, long upTo) => new Query<int>(
        () => [new NpgsqlBatchCommand(ReadSql).With(user).With(upTo), Count(user)],
        (reader, cancel) => reader.ValueAsync<int>(cancel)).Invalidating();

    private static NpgsqlBatchCommand Count(long user) => new NpgsqlBatchCommand(UnreadSql).With(user).With(MostUnread);
}

/// <summary>What several people did.</summary>
internal sealed record NotificationRow(long Id, string Kind, bool IsRead, int ActorsCount, long[] Actors, long? ArticleId, string? Title);
