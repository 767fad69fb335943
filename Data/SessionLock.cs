using Npgsql;

namespace Conduit.Data;

/// <summary>
/// Lets one process at a time do something to a database: a session's advisory lock, which the server releases when the process dies.
/// </summary>
public sealed class SessionLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _session;
    private readonly long _key;

    private SessionLock(NpgsqlConnection session, long key) => (_session, _key) = (session, key);

    /// <summary>Waits until no other process has the lock.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">What is done.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lock, until it is disposed of.</returns>
    public static async Task<SessionLock> TakeAsync(Database database, long key, CancellationToken cancellationToken)
    {
        var session = await database.Primary.OpenConnectionAsync(cancellationToken);
        try
        {
            // Without a timeout: the process that has the lock may need minutes.
            await using var command = new NpgsqlCommand("select pg_advisory_lock($1)", session) { CommandTimeout = 0 };
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new SessionLock(session, key);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await using (_session)
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock($1)", _session);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _key });
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // The session has ended, as in a failover, and its lock with it.
            }
        }
    }
}
