using Conduit.ApiService.Auth;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Profiles;

/// <summary>Queries for profiles, each to one shard.</summary>
internal static class ProfileQueries
{
    private const string FollowsSql = "-- follows\nselect exists(select from follows where user_id = $1 and author_id = $2 and is_on)";

    private const string FollowedAmongSql =
        "-- followed among\nselect author_id from follows where user_id = $1 and author_id = any ($2) and is_on";

    private static readonly CallerSql ByIdsSql = new(flag => $"""
        -- profiles by id
        select author.user_id, author.username, author.bio, author.image,
            {flag(IsFollowed("author.user_id"))}
        from profiles author where author.user_id = any (@ids)
        """);

    /// <summary>The SQL of the flag whether the caller, <c>@caller</c>, follows an author, on the author's shard.</summary>
    /// <param name="author">The column with the author's id.</param>
    public static string IsFollowed(string author) => "exists(select from followers follower"
        + $" where follower.author_id = {author} and follower.user_id = @caller and follower.is_on)";

    /// <summary>Whether a user follows an author, from the user's shard, which is authoritative.</summary>
    public static Query<bool> Follows(long user, long author) => Query
        .Value<bool>(() => new NpgsqlBatchCommand(FollowsSql).With(user).With(author))
        .DependingOn(_ => [CacheTags.Follows(user)]);

    /// <summary>Those of the authors that a user follows, from the user's shard.</summary>
    public static Query<List<long>> FollowedAmong(long user, long[] authors) => Query
        .Rows(() => new NpgsqlBatchCommand(FollowedAmongSql).With(user).With(authors), row => row.GetInt64(0))
        .DependingOn(_ => [CacheTags.Follows(user)]);

    public static Query<List<ProfileRow>> ByIds(long[] ids, long caller) => Query.Rows(
        () => ByIdsSql.For(caller).With("caller", caller).With("ids", ids),
        row => new ProfileRow(row.GetInt64(0), new ProfileBody(row.GetString(1), row.Text(2), row.Text(3), row.GetBoolean(4))))
        .DependingOn(_ => [.. ids.Select(CacheTags.Profile), .. CallerExtensions.TagsOfCaller(caller, CacheTags.Following)]);
}

internal sealed record ProfileRow(long Id, ProfileBody Profile);
