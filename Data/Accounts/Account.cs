namespace Conduit.Data.Accounts;

/// <summary>Who may sign in. What others see of him is his profile, on his own shard.</summary>
public sealed class Account
{
    /// <summary>Made on the user's shard, so it tells where he lives.</summary>
    public required long Id { get; init; }

    /// <summary>The name as typed.</summary>
    public required string Username { get; set; }

    /// <summary>The name as compared: <see cref="KeyOf"/>.</summary>
    public required string UsernameKey { get; set; }

    /// <summary>
    /// What look-alikes of the name have in common: <see cref="Confusables.SkeletonOf"/>. Null where an older account has the same.
    /// </summary>
    public string? UsernameSkeleton { get; set; }

    /// <summary>The e-mail address as typed.</summary>
    public required string Email { get; set; }

    /// <summary>The e-mail address as compared: <see cref="KeyOf"/>.</summary>
    public required string EmailKey { get; set; }

    /// <summary>What PasswordHasher made of the password.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>For tokens made before there were sessions: those with another version are invalid.</summary>
    public int TokenVersion { get; set; } = 1;

    /// <summary>What he says of himself.</summary>
    public string? Bio { get; set; }

    /// <summary>The address of his picture.</summary>
    public string? Image { get; set; }

    /// <summary>Rises with each change of what others see of him, so that the profile on the shard takes only newer ones.</summary>
    public int ProfileVersion { get; set; } = 1;

    /// <summary>Names and addresses are unique without regard to case.</summary>
    public static string KeyOf(string text) => text.ToLowerInvariant();
}
