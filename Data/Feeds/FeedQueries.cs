using System.Globalization;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Feeds;

/// <summary>The queries about feeds.</summary>
public static class FeedQueries
{
    /// <summary>The maximum number of undelivered articles; with more, feeds are read from the databases.</summary>
    public const int MaxWaiting = 1_000;

    // The version of the reader's follows on this shard, and the undelivered changes: those in the queue and in the dead letters.
    private const string StateSql = """
        -- feed state
        select coalesce((select following from reader_counters where user_id = $1), 0), (select count(*) from changed), coalesce((
            select array_agg(case kind when 'article-published' then article_id else -article_id end) from changed
            where article_id is not null and exists(
                select from followers
                where followers.author_id = changed.author_id and followers.user_id = $1 and followers.is_on)
        ), '{}')
        """;

    // Checks the types: a malformed payload must not make feeds fail.
    private const string WaitingSql = """
        select kind,
            case jsonb_typeof(payload->'articleId') when 'number' then (payload->'articleId')::bigint end as article_id,
            case jsonb_typeof(payload->'authorId') when 'number' then (payload->'authorId')::bigint end as author_id
        from
        """;

    private const string CelebritiesSql = """
        -- articles of celebrities
        select newest.id from celebrities
        join followers on followers.author_id = celebrities.author_id and followers.user_id = $1 and followers.is_on
        cross join lateral (select id from articles where articles.author_id = celebrities.author_id order by id desc limit $2) newest
        order by newest.id desc limit $2
        """;

    private const string FollowersSql = """
        -- followers of author
        select followers.user_id, coalesce(reader_counters.following, 0)
        from followers left join reader_counters on reader_counters.user_id = followers.user_id
        where followers.author_id = $1 and followers.is_on and followers.user_id > $2
        order by followers.user_id limit $3
        """;

    private const string HasManyFollowersSql = """
        -- followers are many
        select count(*) >= $2 from (select from followers where author_id = $1 and is_on limit $2) few
        """;

    private const string MarkAsCelebritySql =
        "-- author is a celebrity\ninsert into celebrities (author_id) values ($1) on conflict do nothing";

    private const string IsCelebritySql =
        "-- author is a celebrity?\nselect exists(select from celebrities where author_id = $1)";

    private static readonly string FullStateSql = StateSql.Replace("-- feed state\n", $"""
        -- feed state
        with changed as (
            {Waiting("jobs")} union all {Waiting("dead_jobs")}
        )

        """, StringComparison.Ordinal);

    /// <summary>The state of a shard that is merged with a reader's stored feed.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many of the newest are wanted.</param>
    /// <returns>The query.</returns>
    public static Query<FeedState> State(long reader, int count) => new Query<FeedState>(
        () => [new NpgsqlBatchCommand(FullStateSql).With(reader), new NpgsqlBatchCommand(CelebritiesSql).With(reader).With(count)],
        async (rows, cancellationToken) =>
        {
            await rows.ReadAsync(cancellationToken);
            var (following, waiting, changed) = (rows.GetInt64(0), rows.GetInt64(1), rows.GetFieldValue<long[]>(2));
            await rows.NextResultAsync(cancellationToken);
            return new FeedState(following, waiting > MaxWaiting, changed, await rows.RowsAsync(row => row.GetInt64(0), cancellationToken));
        })
        .DependingOn(_ => [CacheTags.Following(reader), CacheTags.Articles, CacheTags.Removals])
        .CachedAs(
            string.Create(CultureInfo.InvariantCulture, $"feed-state/{reader}/{count}"),
            state => 10 * (state.Changed.Count + state.Celebrities.Count));

    /// <summary>Some of an author's followers, by id.</summary>
    /// <param name="author">The author.</param>
    /// <param name="after">The last id of the previous page; 0 for the first page.</param>
    /// <param name="limit">The maximum number.</param>
    /// <returns>The query. It must be sent to the primary: delivery needs all follows that the makers of feeds have seen.</returns>
    public static Query<List<FeedReader>> Followers(long author, long after, int limit) => Query.Rows(
        () => new NpgsqlBatchCommand(FollowersSql).With(author).With(after).With(limit),
        row => new FeedReader(row.GetInt64(0), row.GetInt64(1)));

    /// <summary>Whether an author has at least a number of followers.</summary>
    /// <param name="author">The author.</param>
    /// <param name="many">The number.</param>
    /// <returns>The query.</returns>
    public static Query<bool> HasManyFollowers(long author, int many) =>
        Query.Value<bool>(() => new NpgsqlBatchCommand(HasManyFollowersSql).With(author).With(many));

    /// <summary>Whether an author is a celebrity.</summary>
    /// <param name="author">The author.</param>
    /// <returns>The query.</returns>
    public static Query<bool> IsCelebrity(long author) =>
        Query.Value<bool>(() => new NpgsqlBatchCommand(IsCelebritySql).With(author));

    /// <summary>Marks an author as a celebrity.</summary>
    /// <param name="author">The author.</param>
    /// <returns>The write.</returns>
    public static Write<bool> MarkAsCelebrity(long author) =>
        new Query<bool>(() => [new NpgsqlBatchCommand(MarkAsCelebritySql).With(author)], (_, _) => Task.FromResult(true))
            .Invalidating(CacheTags.Articles);

    // The condition is written as in the partial index, so that the planner uses it.
    private static string Waiting(string table)
    {
        const string Condition = $"kind in ('{JobKinds.ArticlePublished}', '{JobKinds.ArticleRemoved}')";
        return string.Create(CultureInfo.InvariantCulture, $"(\n{WaitingSql} {table} where {Condition} limit {MaxWaiting + 1})");
    }
}

/// <summary>The state of a shard for a reader's feed.</summary>
/// <param name="Following">The version of the reader's follows on this shard.</param>
/// <param name="HasTooManyUndelivered">Whether too many changes are undelivered to merge them.</param>
/// <param name="Changed">
/// The undelivered changes by authors that the reader follows: ids of published articles and negative ids of removed ones.
/// </param>
/// <param name="Celebrities">The newest articles of the celebrities that the reader follows.</param>
public sealed record FeedState(long Following, bool HasTooManyUndelivered, IReadOnlyList<long> Changed, IReadOnlyList<long> Celebrities);
