using System.Security.Cryptography;
using Conduit.Data.Routing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Idempotency;

/// <summary>
/// The key of a request, from its header <c>Idempotency-Key</c>. The transaction of the write inserts it, so for a day requests with the
/// same key are executed once.
/// </summary>
public sealed class IdempotencyKey
{
    private const string FindSql = """
        -- idempotency key
        select request, subject_id, created_at < now() - interval '1 day' from idempotency_keys where owner_id = $1 and key = $2
        """;

    private const string DeleteExpiredSql =
        "delete from idempotency_keys where owner_id = $1 and key = $2 and created_at < now() - interval '1 day'";

    /// <summary>The owner of the key; 0 for a registration, which has no account yet.</summary>
    public required long OwnerId { get; init; }

    /// <summary>The key, as chosen by the client.</summary>
    public required string Key { get; init; }

    /// <summary>A hash of the request, which distinguishes requests with the same key.</summary>
    public required byte[] Request { get; init; }

    /// <summary>The id of what the write created or changed; the write's own statement sets it.</summary>
    public long SubjectId { get; init; }

    /// <summary>When the request was executed; the database sets it.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>
    /// Returns an insert of the key, whose parameters <see cref="IdempotencyKeyParameters"/> sets. Without a key it inserts nothing.
    /// </summary>
    /// <param name="subject">An SQL expression of the subject's id.</param>
    /// <param name="from">The from clause: without a row nothing is inserted.</param>
    /// <returns>The SQL.</returns>
    public static string Insert(string subject, string from) =>
        "insert into idempotency_keys (owner_id, key, request, subject_id) "
        + $"select @key_owner, @key, @key_request, {subject} {from} where @key is not null";

    internal static void Model(ModelBuilder model) => model.Entity<IdempotencyKey>(key =>
    {
        key.ToTable("idempotency_keys");
        key.HasKey(k => new { k.OwnerId, k.Key });
        key.Property(k => k.CreatedAt).HasDefaultValueSql("now()");
        key.HasIndex(k => k.CreatedAt);
    });

    /// <summary>Whether a write failed because a request with the key was executed before.</summary>
    /// <param name="fault">The failure.</param>
    /// <returns>Whether the key exists.</returns>
    public static bool IsUsed(PostgresException fault) =>
        fault is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_idempotency_keys" };

    // The subject of the executed request, and whether that is the same request; null when none was executed within a day.
    internal async Task<(bool IsSame, long Subject)?> FindAsync(Database database)
    {
        var found = await database.ReadAsync(
            Query.Row(
                () => new NpgsqlBatchCommand(FindSql).With(OwnerId).With(Key),
                row => new Found(row.GetFieldValue<byte[]>(0), row.GetInt64(1), IsExpired: row.GetBoolean(2))),
            CancellationToken.None);
        if (found is { IsExpired: false }) return (CryptographicOperations.FixedTimeEquals(found.Request, Request), found.Subject);
        await database.OnPrimaryAsync(DeleteExpiredAsync, CancellationToken.None);
        return null;
    }

    private async Task<int> DeleteExpiredAsync(NpgsqlConnection primary)
    {
        await using var delete = new NpgsqlCommand(DeleteExpiredSql, primary);
        delete.Parameters.Add(new NpgsqlParameter<long> { TypedValue = OwnerId });
        delete.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Key });
        return await delete.ExecuteNonQueryAsync();
    }

    private sealed record Found(byte[] Request, long Subject, bool IsExpired);
}

/// <summary>Sets the parameters of <see cref="IdempotencyKey.Insert"/>.</summary>
public static class IdempotencyKeyParameters
{
    /// <summary>Sets the values of a key.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="key">The key; null: none.</param>
    /// <returns>The statement.</returns>
    public static NamedCommand With(this NamedCommand command, IdempotencyKey? key) => command
        .With("key_owner", key?.OwnerId ?? 0)
        .WithText("key", key?.Key)
        .With("key_request", NpgsqlDbType.Bytea, key?.Request);
}
