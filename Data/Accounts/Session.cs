using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Accounts;

/// <summary>A sign-in. A token names its session and is valid until the session ends or expires.</summary>
public sealed class Session
{
    /// <summary>The maximum number of sessions of an account; a further sign-in ends the oldest.</summary>
    public const int MaxPerAccount = 100;

    /// <summary>A random number, so that it reveals nothing about other sessions.</summary>
    public required long Id { get; init; }

    /// <summary>The account that signed in.</summary>
    public required long AccountId { get; init; }

    /// <summary>When it began.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When its token was last used, to the hour.</summary>
    public DateTime LastSeenAt { get; set; }

    /// <summary>When its token expires.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>When it was ended; null while it lasts.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>The client, as it described itself.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The client's address at the sign-in.</summary>
    public string? Address { get; init; }

    internal static void Model(ModelBuilder model) => model.Entity<Session>(session =>
    {
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.CreatedAt).HasDefaultValueSql("now()");
        session.Property(s => s.LastSeenAt).HasDefaultValueSql("date_trunc('hour', now())");
        session.HasIndex(s => new { s.AccountId, s.CreatedAt });
        // For the job that purges them.
        session.HasIndex(s => s.ExpiresAt);
        session.HasIndex(s => s.EndedAt).HasFilter("ended_at is not null");
    });
}
