namespace Conduit.Data.Jobs;

/// <summary>The jobs there are, and what each needs.</summary>
public static class JobKinds
{
    /// <summary>An account was made or renamed: its shard is to have its profile.</summary>
    public const string ProfileEnsured = "profile-ensured";

    /// <summary>An article became a favourite: its author is to be told.</summary>
    public const string FavoriteNoted = "favorite-noted";
}

/// <summary>What <see cref="JobKinds.ProfileEnsured"/> needs.</summary>
public sealed record ProfileEnsured(long UserId, string Username, int Version);

/// <summary>What <see cref="JobKinds.FavoriteNoted"/> needs.</summary>
public sealed record FavoriteNoted(long ArticleId, long UserId, long Version);
