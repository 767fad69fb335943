using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Idempotency;

/// <summary>
/// That a request with this key was carried out: added by the transaction of the write itself, so that of any number of tries one counts.
/// </summary>
public sealed class IdempotencyKey
{
    /// <summary>Whose key it is; 0 for a registration, whose sender is nobody yet.</summary>
    public required long OwnerId { get; init; }

    /// <summary>The key, as the sender chose it.</summary>
    public required string Key { get; init; }

    /// <summary>Tells one request from another without telling what it says.</summary>
    public required byte[] Request { get; init; }

    /// <summary>What the write made: an article, a comment, an account.</summary>
    public required long SubjectId { get; init; }

    /// <summary>When.</summary>
    public DateTime CreatedAt { get; init; }

    internal static void Model(ModelBuilder model) => model.Entity<IdempotencyKey>(key =>
    {
        key.ToTable("idempotency_keys");
        key.HasKey(k => new { k.OwnerId, k.Key });
        key.Property(k => k.CreatedAt).HasDefaultValueSql("now()");
        key.HasIndex(k => k.CreatedAt);
    });
}
