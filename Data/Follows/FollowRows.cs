using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Follows;

/// <summary>How somebody begins and ends to follow: first on his own shard, which decides, then on the author's.</summary>
public static class FollowRows
{
    private static readonly string SwitchSql = $"""
        -- follow switched
        with switched as (
            insert into follows (user_id, author_id, is_on, version) values ($1, $2, $3, 1)
            on conflict (user_id, author_id) do update
            set is_on = excluded.is_on, version = follows.version + (follows.is_on <> excluded.is_on)::int
            returning version
        ), enqueued as (
            {JobSql.Enqueue(JobKinds.FollowEnsured, "$4", "jsonb_build_object('userId', $1, 'authorId', $2, 'isOn', $3, 'version', version)", "from switched")}
        ), keyed as (
            {RequestKey.Remember("$2", "from switched", first: 5)}
        )
        select version from switched
        """;

    // A switch that never was on has nothing to tell the author's shard, yet costs only a row that is off.
    private const string EnsureSql = """
        -- follower ensured
        with ensured as (
            insert into followers (author_id, user_id, is_on, version) values ($1, $2, $3, $4)
            on conflict (author_id, user_id) do update set is_on = excluded.is_on, version = excluded.version
            where followers.version < excluded.version
            returning true
        )
        select exists(select from ensured)
        """;

    private const string IsEnsuredSql = "-- follower is ensured\nselect exists(select from followers where author_id = $1 and user_id = $2 and version >= $3)";

    private const string FindSql = "-- follow\nselect is_on, version from follows where user_id = $1 and author_id = $2";

    /// <summary>The first write, on the user's shard.</summary>
    /// <param name="user">Who follows.</param>
    /// <param name="author">Whom.</param>
    /// <param name="on">Whether from now on, or no longer.</param>
    /// <param name="key">The request's key, if it has one.</param>
    /// <returns>The write; it gives the version that the second must have.</returns>
    public static Write<long> Switch(long user, long author, bool on, RequestKey? key) => Query.Value<long>(() => new NpgsqlBatchCommand(SwitchSql)
        .With(user).With(author).With(on).WithTrace().With(key)).Invalidating(Tags.Follows(user));

    /// <summary>What the first wrote.</summary>
    /// <param name="user">Who follows.</param>
    /// <param name="author">Whom.</param>
    /// <returns>The query; null when he never did.</returns>
    public static Query<FollowEnsured?> Find(long user, long author) => Query.Row(
        () => new NpgsqlBatchCommand(FindSql).With(user).With(author),
        row => new FollowEnsured(user, author, row.GetBoolean(0), row.GetInt64(1))).DependingOn(_ => [Tags.Follows(user)]);

    /// <summary>
    /// Whether the author's shard knows it already: then there is nothing to write, and nothing that was kept is withdrawn.
    /// </summary>
    /// <param name="follow">What the first wrote.</param>
    /// <returns>The query.</returns>
    public static Query<bool> IsEnsured(FollowEnsured follow) => Query.Value<bool>(() => new NpgsqlBatchCommand(IsEnsuredSql).With(follow.AuthorId).With(follow.UserId).With(follow.Version))
        .DependingOn(_ => [Tags.Following(follow.UserId)]);

    /// <summary>The second write, on the author's shard. Doing it twice, late or in any order is harmless.</summary>
    /// <param name="follow">What the first wrote.</param>
    /// <returns>The write; it tells whether it changed anything.</returns>
    public static Write<bool> Ensure(FollowEnsured follow) => Query.Value<bool>(() => new NpgsqlBatchCommand(EnsureSql)
        .With(follow.AuthorId).With(follow.UserId).With(follow.IsOn).With(follow.Version)).Invalidating(Tags.Following(follow.UserId));
}
