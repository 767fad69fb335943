namespace Conduit.Data.Jobs;

/// <summary>The jobs there are, and what each needs.</summary>
public static class JobKinds
{
    /// <summary>An account was made or changed: its shard is to have its profile.</summary>
    public const string ProfileEnsured = "profile-ensured";

    /// <summary>Somebody began or ended to follow: the author's shard is to know.</summary>
    public const string FollowEnsured = "follow-ensured";

    /// <summary>An article became a favourite: its author is to be told.</summary>
    public const string FavoriteNoted = "favorite-noted";
}

/// <summary>What <see cref="JobKinds.ProfileEnsured"/> needs: all that others see of a user.</summary>
public sealed record ProfileEnsured(long UserId, string Username, string? Bio, string? Image, int Version);

/// <summary>What <see cref="JobKinds.FollowEnsured"/> needs: the row that decides.</summary>
public sealed record FollowEnsured(long UserId, long AuthorId, bool IsOn, long Version);

/// <summary>What <see cref="JobKinds.FavoriteNoted"/> needs.</summary>
public sealed record FavoriteNoted(long ArticleId, long UserId, long Version);
