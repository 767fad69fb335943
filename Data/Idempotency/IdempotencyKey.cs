using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Idempotency;

/// <summary>
/// Records that a request with this key was executed. The transaction of the write inserts it, so repeated requests are executed once.
/// </summary>
public sealed class IdempotencyKey
{
    /// <summary>The owner of the key; 0 for a registration, which has no account yet.</summary>
    public required long OwnerId { get; init; }

    /// <summary>The key, as chosen by the client.</summary>
    public required string Key { get; init; }

    /// <summary>A hash of the request, which distinguishes requests with the same key.</summary>
    public required byte[] Request { get; init; }

    /// <summary>The id of what the write created: an article, a comment or an account.</summary>
    public required long SubjectId { get; init; }

    /// <summary>When the request was executed.</summary>
    public DateTime CreatedAt { get; init; }

    internal static void Model(ModelBuilder model) => model.Entity<IdempotencyKey>(key =>
    {
        key.ToTable("idempotency_keys");
        key.HasKey(k => new { k.OwnerId, k.Key });
        key.Property(k => k.CreatedAt).HasDefaultValueSql("now()");
        key.HasIndex(k => k.CreatedAt);
    });
}
