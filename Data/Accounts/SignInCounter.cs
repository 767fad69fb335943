using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Accounts;

/// <summary>
/// Counts the sign-in attempts that may have failed for one e-mail address, whether an account has it or not. A successful sign-in deletes
/// the row.
/// </summary>
public sealed class SignInCounter
{
    /// <summary>A hash of the e-mail address, and of the client's address when the account signed in from there before.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The number of allowed attempts.</summary>
    public int Count { get; set; }

    /// <summary>The time of the last allowed attempt.</summary>
    public DateTime LastAt { get; set; }

    /// <summary>The time until which further attempts are rejected.</summary>
    public DateTime BlockedUntil { get; set; }

    internal static void Model(ModelBuilder model) => model.Entity<SignInCounter>(attempts =>
    {
        attempts.HasKey(a => a.Key);
        // For the job that purges them.
        attempts.HasIndex(a => a.LastAt);
    });
}
