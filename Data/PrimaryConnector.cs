using Npgsql;

namespace Conduit.Data;

/// <summary>
/// Connects to a database's primary. While there is none, because another node is about to become it, callers wait; when there has been
/// none for longer than a failover takes, they fail at once.
/// </summary>
internal sealed class PrimaryConnector(NpgsqlMultiHostDataSource nodes, NpgsqlDataSource primary)
{
    /// <summary>How long callers wait for a new primary, counted from when the former one was found gone.</summary>
    public static readonly TimeSpan FailoverTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan RecheckInterval = TimeSpan.FromMilliseconds(100);

    // A timestamp; 0 while the primary answers.
    private long _awaySince;
    private long _recheckedAt;

    /// <summary>Opens a connection, as soon as there is a primary.</summary>
    /// <exception cref="NpgsqlException">There is none.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var hasRechecked = false;
        while (true)
        {
            try
            {
                var connection = await primary.OpenConnectionAsync(cancellationToken);
                Volatile.Write(ref _awaySince, 0);
                return connection;
            }
            catch (NpgsqlException e) when (IsAway(e))
            {
                if (!RecordOutageAndCheckTimeout())
                {
                    await ResetNodeStatesAsync(cancellationToken);
                    continue;
                }

                if (hasRechecked || !MayRecheck()) throw;
                // Npgsql remembers for a second that a node was offline, and the primary may be back.
                hasRechecked = true;
                nodes.ClearDatabaseStates();
            }
        }
    }

    /// <summary>Runs something that may be done twice, such as a read, and again if the primary goes away meanwhile.</summary>
    /// <exception cref="NpgsqlException">There is no primary, or it refused.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var connection = await OpenAsync(cancellationToken);
            try
            {
                return await run(connection);
            }
            catch (NpgsqlException e) when (IsAway(e) && !cancellationToken.IsCancellationRequested && !RecordOutageAndCheckTimeout())
            {
                await ResetNodeStatesAsync(cancellationToken);
            }
        }
    }

    /// <summary>Clears the known states of the nodes, and waits a moment before they are tried again.</summary>
    public async Task ResetNodeStatesAsync(CancellationToken cancellationToken)
    {
        nodes.ClearDatabaseStates();
        await Task.Delay(Pause, cancellationToken);
    }

    // During an outage not every request connects to every node again.
    private bool MayRecheck()
    {
        var now = TimeProvider.System.GetTimestamp();
        var last = Volatile.Read(ref _recheckedAt);
        return (last == 0 || TimeProvider.System.GetElapsedTime(last, now) > RecheckInterval)
            && Interlocked.CompareExchange(ref _recheckedAt, now, last) == last;
    }

    /// <summary>Records when the primary was first found away, and returns whether that is longer ago than a failover takes.</summary>
    public bool RecordOutageAndCheckTimeout()
    {
        var now = TimeProvider.System.GetTimestamp();
        var since = Interlocked.CompareExchange(ref _awaySince, now, 0);
        return since != 0 && TimeProvider.System.GetElapsedTime(since, now) > FailoverTimeout;
    }

    /// <summary>Whether a fault says that the node is gone, ends, starts, or is no primary; not that a statement was refused.</summary>
    public static bool IsAway(NpgsqlException fault) => fault is PostgresException refused
        // A node that has just started rejects services until its monitor knows that it is the primary.
        ? IsRolledBack(refused) || refused.SqlState == PostgresErrorCodes.InvalidAuthorizationSpecification
        // Not a pool without a free connection, nor a slow statement: those have been waited for already.
        : fault.InnerException is not TimeoutException;

    /// <summary>
    /// Whether a server said, in place of a statement's result, that it ends, starts or takes no writes: then nothing was committed. (A
    /// commit that an ending server cuts short while it waits for the standby is not answered at all.)
    /// </summary>
    public static bool IsRolledBack(PostgresException fault) => fault.SqlState is PostgresErrorCodes.AdminShutdown
        or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ReadOnlySqlTransaction;
}
