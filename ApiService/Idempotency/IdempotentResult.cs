using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Idempotency;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Idempotency;

/// <summary>What a request that is carried out once came to.</summary>
internal readonly record struct IdempotentResult<T>(T? Value, Error? Error = null, bool IsRepeated = false);

internal static class RequestKeyExtensions
{
    private static readonly Error UsedOtherwise = Error.Invalid(RequestKeys.Header, "was used for another request");

    /// <summary>Carries the request out, or reads again what it came to when it was sent before.</summary>
    public static Task<IdempotentResult<T>> ExecuteOnceAsync<T>(
        this RequestKey? key, Database database, Func<Task<T?>> write, Func<long, Query<T?>> again)
        where T : class =>
        key.ExecuteOnceAsync(database, write, subject => database.ReadAsync(again(subject), CancellationToken.None));

    /// <summary>The same where more than reading is needed to give it again.</summary>
    public static async Task<IdempotentResult<T>> ExecuteOnceAsync<T>(
        this RequestKey? key, Database database, Func<Task<T?>> write, Func<long, Task<T?>> again)
        where T : class
    {
        if (key is null) return new(await write());
        var wasUnanswered = false;
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
            catch (NpgsqlException e) when (!wasUnanswered && Database.IsUnanswered(e))
            {
                // The primary failed. Its successor knows by the key whether the write was committed; if not, it is sent once more.
                wasUnanswered = isUsed = true;
            }

            // What cannot be made may have been made by the first try: a name is then taken by its own account.
            if (await key.FindAsync(database) is { } first)
                return first.IsSame ? new(await again(first.Subject), IsRepeated: true) : new(null, UsedOtherwise);
            if (!isUsed) return new(null);
        }
    }
}
