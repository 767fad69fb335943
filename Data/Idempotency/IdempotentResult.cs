using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Idempotency;

/// <summary>The result of a request that is executed once.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value, as it is now; null when there is none.</param>
/// <param name="IsRepeated">Whether the request was executed before.</param>
/// <param name="IsKeyReused">Whether the key belongs to another request; then nothing was executed.</param>
public readonly record struct IdempotentResult<T>(T? Value, bool IsRepeated = false, bool IsKeyReused = false);

/// <summary>Executes requests once.</summary>
public static class IdempotentWrites
{
    /// <summary>Writes, or reads again what an earlier request with the write's key created or changed.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="database">The database.</param>
    /// <param name="write">The write, with its key if the request has one.</param>
    /// <param name="again">Creates the query for the id of what was created or changed.</param>
    /// <returns>The result.</returns>
    public static Task<IdempotentResult<T>> WriteOnceAsync<T>(this Database database, Write<T?> write, Func<long, Query<T?>> again)
        where T : class => write.Key.ExecuteOnceAsync(
            database,
            () => database.WriteAsync(write),
            subject => database.ReadAsync(again(subject), CancellationToken.None));

    /// <summary>Executes a request that needs more than one write or read.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="key">The request's key; null: it is executed each time.</param>
    /// <param name="database">The database in which the key is stored.</param>
    /// <param name="write">Executes the request; its write stores the key.</param>
    /// <param name="again">Reads the result for the id of what was created or changed.</param>
    /// <returns>The result.</returns>
    public static async Task<IdempotentResult<T>> ExecuteOnceAsync<T>(
        this IdempotencyKey? key, Database database, Func<Task<T?>> write, Func<long, Task<T?>> again)
        where T : class
    {
        if (key is null) return new(await write());
        var wasOutcomeUnknown = false;
        while (true)
        {
            var isUsed = false;
            try
            {
                if (await write() is { } made) return new(made);
            }
            catch (PostgresException e) when (IdempotencyKey.IsUsed(e))
            {
                isUsed = true;
            }
            catch (NpgsqlException e) when (!wasOutcomeUnknown && Database.IsOutcomeUnknown(e))
            {
                // The primary failed. The new one knows by the key whether the write was committed; if not, it is sent once more.
                wasOutcomeUnknown = isUsed = true;
            }

            // A write that was refused may have been executed by an earlier request: a username is then taken by the request's own account.
            if (await key.FindAsync(database) is { } first)
                return first.IsSame ? new(await again(first.Subject), IsRepeated: true) : new(default, IsKeyReused: true);
            if (!isUsed) return new(default(T));
        }
    }
}
