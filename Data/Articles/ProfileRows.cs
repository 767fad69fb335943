using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Articles;

/// <summary>Copies a profile to its shard: right after the commit in the accounts database, and by a job as a fallback.</summary>
public static class ProfileRows
{
    private const string CopySql = """
        -- profile copied
        with copied as (
            insert into profiles (user_id, username, bio, image, version) values ($1, $2, $3, $4, $5)
            on conflict (user_id) do update
            set username = excluded.username, bio = excluded.bio, image = excluded.image, version = excluded.version
            where profiles.version < excluded.version
            returning true
        )
        select exists(select from copied)
        """;

    private const string IsCopiedSql =
        "-- profile is copied\nselect exists(select from profiles where user_id = $1 and version >= $2)";

    /// <summary>Whether the shard has this version already: then nothing has to be written and no cache entry is invalidated.</summary>
    /// <param name="profile">The profile from the account.</param>
    /// <returns>The query.</returns>
    public static Query<bool> IsCopied(CopyProfile profile) => Query
        .Value<bool>(() => new NpgsqlBatchCommand(IsCopiedSql).With(profile.UserId).With(profile.Version))
        .DependingOn(_ => [CacheTags.Profile(profile.UserId)]);

    /// <summary>Inserts the profile, or updates it if this version is newer. A repeated or late call does no harm.</summary>
    /// <param name="profile">The profile from the account.</param>
    /// <returns>The write; it returns whether it changed anything.</returns>
    public static Write<bool> Copy(CopyProfile profile) => Query
        .Value<bool>(() => new NpgsqlBatchCommand(CopySql)
            .With(profile.UserId)
            .With(profile.Username)
            .WithText(profile.Bio)
            .WithText(profile.Image)
            .With(profile.Version))
        .Invalidating(CacheTags.Profile(profile.UserId));
}
