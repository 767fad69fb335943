using System.Globalization;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Feeds;

/// <summary>What a shard is asked about feeds.</summary>
public static class FeedQueries
{
    /// <summary>So many articles may wait to be put into feeds; with more, feeds are read from the databases.</summary>
    public const int MostWaiting = 1_000;

    // Whom the reader follows on this shard; and what feeds have not been told yet is what still stands in the queue, or was given up.
    private const string StateSql = """
        -- feed state
        select coalesce((select following from reader_counters where user_id = $1), 0), (select count(*) from changed), coalesce((
            select array_agg(case kind when 'article-published' then article_id else -article_id end) from changed
            where article_id is not null and exists(select from followers where followers.author_id = changed.author_id and followers.user_id = $1 and followers.is_on)
        ), '{}')
        """;

    // A payload that no worker can read is not to keep anybody from his feed.
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

    private const string AreManySql = "-- followers are many\nselect count(*) >= $2 from (select from followers where author_id = $1 and is_on limit $2) few";

    private const string CelebrateSql = "-- author is a celebrity\ninsert into celebrities (author_id) values ($1) on conflict do nothing";

    private const string IsCelebritySql = "-- author is a celebrity?\nselect exists(select from celebrities where author_id = $1)";

    private static readonly string FullStateSql = StateSql.Replace("-- feed state\n", $"""
        -- feed state
        with changed as (
            {Waiting("jobs")} union all {Waiting("dead_jobs")}
        )

        """, StringComparison.Ordinal);

    /// <summary>What a reader's stored feed must be put together with.</summary>
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
            return new FeedState(following, waiting > MostWaiting, changed, await rows.RowsAsync(row => row.GetInt64(0), cancellationToken));
        })
        .DependingOn(_ => [Tags.Following(reader), Tags.Articles, Tags.Removals])
        .CachedAs(string.Create(CultureInfo.InvariantCulture, $"feed-state/{reader}/{count}"), state => 10 * (state.Changed.Count + state.Celebrities.Count));

    /// <summary>Some of an author's followers, by id.</summary>
    /// <param name="author">The author.</param>
    /// <param name="after">The last id that was given before; 0 at first.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The query, to be asked of the primary: who told feeds of an article must not know less of them than their makers.</returns>
    public static Query<List<FeedReader>> Followers(long author, long after, int limit) => Query.Rows(
        () => new NpgsqlBatchCommand(FollowersSql).With(author).With(after).With(limit), row => new FeedReader(row.GetInt64(0), row.GetInt64(1)));

    /// <summary>Whether an author has so many followers.</summary>
    /// <param name="author">The author.</param>
    /// <param name="many">How many.</param>
    /// <returns>The query.</returns>
    public static Query<bool> AreMany(long author, int many) => Query.Value<bool>(() => new NpgsqlBatchCommand(AreManySql).With(author).With(many));

    /// <summary>Whether an author is a celebrity.</summary>
    /// <param name="author">The author.</param>
    /// <returns>The query.</returns>
    public static Query<bool> IsCelebrity(long author) => Query.Value<bool>(() => new NpgsqlBatchCommand(IsCelebritySql).With(author));

    /// <summary>Makes an author a celebrity.</summary>
    /// <param name="author">The author.</param>
    /// <returns>The write.</returns>
    public static Write<bool> Celebrate(long author) =>
        new Query<bool>(() => [new NpgsqlBatchCommand(CelebrateSql).With(author)], (_, _) => Task.FromResult(true)).Invalidating(Tags.Articles);

    // The two kinds are told to the planner as in the index.
    private static string Waiting(string table) =>
        string.Create(CultureInfo.InvariantCulture, $"(\n{WaitingSql} {table} where kind in ('{JobKinds.ArticlePublished}', '{JobKinds.ArticleRemoved}') limit {MostWaiting + 1})");
}

/// <summary>What a shard says of a reader's feed.</summary>
/// <param name="Following">The number of whom he follows there.</param>
/// <param name="IsTooMuch">Whether more waits to be put into feeds than it is worth to look through.</param>
/// <param name="Changed">
/// Of the authors he follows, the articles that came, and the negative ids of those that went, of which feeds may not have been told.
/// </param>
/// <param name="Celebrities">The newest articles of the celebrities he follows.</param>
public sealed record FeedState(long Following, bool IsTooMuch, IReadOnlyList<long> Changed, IReadOnlyList<long> Celebrities);
