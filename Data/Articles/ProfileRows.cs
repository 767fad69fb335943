using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Articles;

/// <summary>How a profile comes to its shard: right after the accounts commit, and by a job that makes sure of it.</summary>
public static class ProfileRows
{
    private const string EnsureSql = """
        -- profile ensured
        with ensured as (
            insert into profiles (user_id, username, bio, image, version) values ($1, $2, $3, $4, $5)
            on conflict (user_id) do update set username = excluded.username, bio = excluded.bio, image = excluded.image, version = excluded.version
            where profiles.version < excluded.version
            returning true
        )
        select exists(select from ensured)
        """;

    private const string IsEnsuredSql = "-- profile is ensured\nselect exists(select from profiles where user_id = $1 and version >= $2)";

    /// <summary>Whether the profile is as new already: then there is nothing to write, and nothing that was kept is withdrawn.</summary>
    /// <param name="profile">The profile as the account has it.</param>
    /// <returns>The query.</returns>
    public static Query<bool> IsEnsured(ProfileEnsured profile) => Query.Value<bool>(() => new NpgsqlBatchCommand(IsEnsuredSql).With(profile.UserId).With(profile.Version))
        .DependingOn(_ => [Tags.Profile(profile.UserId)]);

    /// <summary>Makes the profile, or changes it unless it is as new already. Doing it twice or late is harmless.</summary>
    /// <param name="profile">The profile as the account has it.</param>
    /// <returns>The write; it tells whether it changed anything.</returns>
    public static Write<bool> Ensure(ProfileEnsured profile) => Query.Value<bool>(() => new NpgsqlBatchCommand(EnsureSql)
        .With(profile.UserId).With(profile.Username).WithText(profile.Bio).WithText(profile.Image).With(profile.Version)).Invalidating(Tags.Profile(profile.UserId));
}
