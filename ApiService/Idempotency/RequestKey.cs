using System.Security.Cryptography;
using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Idempotency;

/// <summary>The header <c>Idempotency-Key</c> of a request: carried out once in a day, however often it is sent. Remembered in the transaction of the write itself.</summary>
/// <param name="Owner">The sender; keys of different senders differ.</param>
/// <param name="Key">The key.</param>
/// <param name="Request">Tells this request from others.</param>
internal sealed record RequestKey(long Owner, string Key, byte[] Request)
{
    private const string FindSql = """
        -- request by key
        select request, subject_id, created_at < now() - interval '1 day' from idempotency_keys where owner_id = $1 and key = $2
        """;

    private const string ForgetSql = "delete from idempotency_keys where owner_id = $1 and key = $2 and created_at < now() - interval '1 day'";

    /// <summary>SQL that remembers the key with what the write made; takes three parameters, from <paramref name="first"/> on, which <c>With(key)</c> adds.</summary>
    public static string Remember(string subject, string from, int first) =>
        $"insert into idempotency_keys (owner_id, key, request, subject_id) select ${first}, ${first + 1}, ${first + 2}, {subject} {from} where ${first + 1} is not null";

    public static bool IsUsed(PostgresException fault) => fault is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_idempotency_keys" };

    /// <summary>What the first request with this key made; null when there is none in a day.</summary>
    public async Task<(bool IsSame, long Subject)?> FindAsync(Database database)
    {
        var found = await database.ReadAsync(Query.Row(() => new NpgsqlBatchCommand(FindSql).With(Owner).With(Key), Found.Read), CancellationToken.None);
        if (found is { IsOld: false }) return (CryptographicOperations.FixedTimeEquals(found.Request, Request), found.Subject);
        await using var forget = database.Primary.CreateCommand(ForgetSql);
        forget.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Owner });
        forget.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Key });
        await forget.ExecuteNonQueryAsync();
        return null;
    }

    private sealed record Found(byte[] Request, long Subject, bool IsOld)
    {
        public static Found Read(NpgsqlDataReader row) => new(row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetBoolean(2));
    }
}

/// <summary>What a request that is carried out once came to.</summary>
internal readonly record struct Once<T>(T? Value, Error? Error = null);

internal static class RequestKeyExtensions
{
    private static readonly Error UsedOtherwise = Error.Invalid(RequestKeys.Header, "was used for another request");

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, RequestKey? key)
    {
        command.With(key?.Owner ?? 0).WithText(key?.Key);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)key?.Request ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
        return command;
    }

    /// <summary>Carries the request out, or gives again what it came to when it was sent before.</summary>
    public static async Task<Once<T>> OnceAsync<T>(this RequestKey? key, Database database, Func<Task<T?>> write, Func<long, Query<T?>> again)
        where T : class
    {
        if (key is null) return new(await write());
        while (true)
        {
            var isUsed = false;
            try
            {
                if (await write() is { } made) return new(made);
            }
            catch (PostgresException e) when (RequestKey.IsUsed(e))
            {
                isUsed = true;
            }

            // What cannot be made may have been made by the first try: a name is then taken by its own account.
            if (await key.FindAsync(database) is { } first)
                return first.IsSame ? new(await database.ReadAsync(again(first.Subject), CancellationToken.None)) : new(null, UsedOtherwise);
            if (!isUsed) return new(null);
        }
    }
}
