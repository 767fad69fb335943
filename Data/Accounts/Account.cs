namespace Conduit.Data.Accounts;

/// <summary>An account, with the data for signing in. What other users see is the profile, on the user's shard.</summary>
public sealed class Account
{
    /// <summary>The id, made on the user's shard, so it names that shard.</summary>
    public required long Id { get; init; }

    /// <summary>The name as typed.</summary>
    public required string Username { get; set; }

    /// <summary>The name as compared: <see cref="KeyOf"/>.</summary>
    public required string UsernameKey { get; set; }

    /// <summary>
    /// The skeleton of the name, equal for look-alikes: <see cref="Confusables.SkeletonOf"/>. Null where an older account has the same one.
    /// </summary>
    public string? UsernameSkeleton { get; set; }

    /// <summary>The e-mail address as typed.</summary>
    public required string Email { get; set; }

    /// <summary>The e-mail address as compared: <see cref="KeyOf"/>.</summary>
    public required string EmailKey { get; set; }

    /// <summary>The hash of the password, from PasswordHasher.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>For tokens made before there were sessions: those with another version are invalid.</summary>
    public int TokenVersion { get; set; } = 1;

    /// <summary>The user's biography.</summary>
    public string? Bio { get; set; }

    /// <summary>The address of the user's picture.</summary>
    public string? Image { get; set; }

    /// <summary>Increases with each change of the profile, so that the copy on the shard accepts only newer versions.</summary>
    public int ProfileVersion { get; set; } = 1;

    /// <summary>Returns the comparison key of a name or address: they are unique without regard to case.</summary>
    public static string KeyOf(string text) => text.ToLowerInvariant();
}
