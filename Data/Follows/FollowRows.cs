using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Follows;

/// <summary>Writes a follow: first on the follower's shard, which is authoritative, then the copy on the author's shard.</summary>
public static class FollowRows
{
    private const string Payload = "jsonb_build_object('userId', @user, 'authorId', @author, 'isOn', @is_on, 'version', version)";

    private static readonly NamedSql SwitchSql = new($"""
        -- follow switched
        with switched as (
            insert into follows (user_id, author_id, is_on, version) values (@user, @author, @is_on, 1)
            on conflict (user_id, author_id) do update
            set is_on = excluded.is_on, version = follows.version + (follows.is_on <> excluded.is_on)::int
            returning version
        ), enqueued as (
            {JobSql.Enqueue(JobKinds.CopyFollow, Payload, "from switched")}
        ), keyed as (
            {IdempotencyKey.Insert("@author", "from switched")}
        )
        select version from switched
        """);

    // Also inserts a row for a follow that never was on; it is rare and harmless.
    private const string CopySql = """
        -- follower copied
        with copied as (
            insert into followers (author_id, user_id, is_on, version) values ($1, $2, $3, $4)
            on conflict (author_id, user_id) do update set is_on = excluded.is_on, version = excluded.version
            where followers.version < excluded.version
            returning true
        )
        select exists(select from copied)
        """;

    private const string IsCopiedSql = """
        -- follower is copied
        select exists(select from followers where author_id = $1 and user_id = $2 and version >= $3)
        """;

    private const string FindSql = "-- follow\nselect is_on, version from follows where user_id = $1 and author_id = $2";

    /// <summary>The first write, on the user's shard.</summary>
    /// <param name="user">The follower.</param>
    /// <param name="author">The author.</param>
    /// <param name="on">Whether the user follows the author from now on.</param>
    /// <param name="key">The request's idempotency key, if it has one.</param>
    /// <returns>The write; it returns the version for the second write.</returns>
    public static Write<long> Switch(long user, long author, bool on, IdempotencyKey? key) => Query
        .Value<long>(() => SwitchSql.With("user", user).With("author", author).With("is_on", on).WithTrace().With(key))
        .Invalidating(CacheTags.Follows(user))
        .StoringKey(key)
        .NotifyingWorkers();

    /// <summary>Finds the row of the first write.</summary>
    /// <param name="user">The follower.</param>
    /// <param name="author">The author.</param>
    /// <returns>The query; its result is null when there is no row.</returns>
    public static Query<CopyFollow?> Find(long user, long author) => Query
        .Row(
            () => new NpgsqlBatchCommand(FindSql).With(user).With(author),
            row => new CopyFollow(user, author, row.GetBoolean(0), row.GetInt64(1)))
        .DependingOn(_ => [CacheTags.Follows(user)]);

    /// <summary>
    /// Whether the author's shard has this version already: then nothing has to be written and no cache entry is invalidated.
    /// </summary>
    /// <param name="follow">The row of the first write.</param>
    /// <returns>The query.</returns>
    public static Query<bool> IsCopied(CopyFollow follow) => Query
        .Value<bool>(() => new NpgsqlBatchCommand(IsCopiedSql).With(follow.AuthorId).With(follow.UserId).With(follow.Version))
        .DependingOn(_ => [CacheTags.Following(follow.UserId)]);

    /// <summary>The second write, on the author's shard. A repeated, late or reordered call does no harm.</summary>
    /// <param name="follow">The row of the first write.</param>
    /// <returns>The write; it returns whether it changed anything.</returns>
    public static Write<bool> Copy(CopyFollow follow) => Query
        .Value<bool>(() => new NpgsqlBatchCommand(CopySql)
            .With(follow.AuthorId)
            .With(follow.UserId)
            .With(follow.IsOn)
            .With(follow.Version))
        .Invalidating(CacheTags.Following(follow.UserId));
}
