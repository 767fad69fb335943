using System.Security.Cryptography;
using Conduit.Data.Routing;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Idempotency;

/// <summary>
/// The header <c>Idempotency-Key</c> of a request: carried out once in a day, however often it is sent. Remembered in the transaction of
/// the write itself.
/// </summary>
/// <param name="Owner">The sender; keys of different senders differ.</param>
/// <param name="Key">The key.</param>
/// <param name="Request">Tells this request from others.</param>
public sealed record RequestKey(long Owner, string Key, byte[] Request)
{
    private const string FindSql = """
        -- request by key
        select request, subject_id, created_at < now() - interval '1 day' from idempotency_keys where owner_id = $1 and key = $2
        """;

    private const string ForgetSql =
        "delete from idempotency_keys where owner_id = $1 and key = $2 and created_at < now() - interval '1 day'";

    /// <summary>SQL that remembers the key with what the write was about.</summary>
    /// <param name="subject">SQL of the subject's id.</param>
    /// <param name="from">SQL of where it comes from: no row, nothing remembered.</param>
    /// <param name="first">
    /// The number of the first of three parameters, which <c>With(key)</c> adds; without a key nothing is remembered.
    /// </param>
    /// <returns>The statement.</returns>
    public static string Remember(string subject, string from, int first) =>
        $"insert into idempotency_keys (owner_id, key, request, subject_id) "
        + $"select ${first}, ${first + 1}, ${first + 2}, {subject} {from} where ${first + 1} is not null";

    /// <summary>Whether a write was refused because of its key.</summary>
    /// <param name="fault">What the database said.</param>
    /// <returns>True when the key was there.</returns>
    public static bool IsUsed(PostgresException fault) =>
        fault is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_idempotency_keys" };

    /// <summary>What the first request with this key was about.</summary>
    /// <param name="database">Where it was written.</param>
    /// <returns>The subject's id, and whether that was the same request; null when there was none in a day.</returns>
    public async Task<(bool IsSame, long Subject)?> FindAsync(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        var found = await database.ReadAsync(
            Query.Row(() => new NpgsqlBatchCommand(FindSql).With(Owner).With(Key), Found.Read),
            CancellationToken.None);
        if (found is { IsOld: false }) return (CryptographicOperations.FixedTimeEquals(found.Request, Request), found.Subject);
        await database.OnPrimaryAsync(ForgetAsync, CancellationToken.None);
        return null;
    }

    private async Task<int> ForgetAsync(NpgsqlConnection primary)
    {
        await using var forget = new NpgsqlCommand(ForgetSql, primary);
        forget.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Owner });
        forget.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Key });
        return await forget.ExecuteNonQueryAsync();
    }

    private sealed record Found(byte[] Request, long Subject, bool IsOld)
    {
        public static Found Read(NpgsqlDataReader row) => new(row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetBoolean(2));
    }
}

/// <summary>Puts keys into statements.</summary>
public static class RequestKeyParameters
{
    /// <summary>Adds the three parameters of <see cref="RequestKey.Remember"/>.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="key">The key; null: none.</param>
    /// <returns>The statement.</returns>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, RequestKey? key)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.With(key?.Owner ?? 0).WithText(key?.Key);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)key?.Request ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        return command;
    }
}
