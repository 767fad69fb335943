using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Accounts;

/// <summary>
/// Counts sign-ins that may have failed, for one e-mail address, whether an account has it or not; a sign-in that succeeds removes the
/// row.
/// </summary>
public sealed class SignInCounter
{
    /// <summary>A hash of the e-mail address, and of the client's address when the account signed in from there before.</summary>
    public required byte[] Key { get; init; }

    /// <summary>How many attempts were let through.</summary>
    public int Count { get; set; }

    /// <summary>When the last one was let through.</summary>
    public DateTime LastAt { get; set; }

    /// <summary>Until then no further attempt is let through.</summary>
    public DateTime BlockedUntil { get; set; }

    internal static void Model(ModelBuilder model) => model.Entity<SignInCounter>(attempts =>
    {
        attempts.HasKey(a => a.Key);
        // For the job that purges them.
        attempts.HasIndex(a => a.LastAt);
    });
}
