using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// Tracks how far the replica has replayed its primary's WAL. Its value may lag behind the replica but never exceeds it, so delays only
/// send more reads to the primary.
/// </summary>
internal sealed class ReplicaMonitor
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    // 0: there is no readable replica.
    private ulong _replayed;
    private long _usedAt;

    /// <summary>The LSN up to which the replica has replayed the WAL; 0 when unknown.</summary>
    public ulong ReplayedLsn => Volatile.Read(ref _replayed);

    /// <summary>
    /// Returns the replayed LSN for a read that may use the replica; null when unknown. A replica without such reads is queried less often.
    /// </summary>
    public ulong? GetReplayedForRead()
    {
        Volatile.Write(ref _usedAt, Environment.TickCount64);
        return ReplayedLsn is var lsn and > 0 ? lsn : null;
    }

    /// <summary>Resets the LSN: the replica did not answer.</summary>
    public void Reset() => Volatile.Write(ref _replayed, 0);

    /// <summary>
    /// Checks every new connection. A restarted replica may accept connections before it has replayed what it had shown before. Within one
    /// run of a server the replayed LSN only increases, and no connection outlives the run.
    /// </summary>
    /// <exception cref="NpgsqlException">The replica is behind its last known LSN.</exception>
    public async Task CheckNewConnectionAsync(NpgsqlConnection connection)
    {
        // Read before the query: an LSN that arrives during the query may exceed its result without a restart.
        var known = ReplayedLsn;
        await using var command = new NpgsqlCommand("select pg_last_wal_replay_lsn() where pg_is_in_recovery()", connection);
        if (await command.ExecuteScalarAsync() is not NpgsqlLogSequenceNumber current || (ulong)current >= known) return;
        Reset();
        throw new NpgsqlException("The replica was restarted and has not yet replayed the WAL up to its former LSN.");
    }

    public async Task WatchAsync(NpgsqlDataSource replica, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var command = replica.CreateCommand("select pg_last_wal_replay_lsn()");
                command.CommandTimeout = (int)Timeout.TotalSeconds;
                var lsn = await command.ExecuteScalarAsync(cancellationToken);
                Volatile.Write(ref _replayed, lsn is NpgsqlLogSequenceNumber replayed ? (ulong)replayed : 0);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Reset();
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var isIdle = Environment.TickCount64 - Volatile.Read(ref _usedAt) > IdleAfter.TotalMilliseconds;
            var interval = isIdle || ReplayedLsn == 0 ? IdleInterval : Interval;
            await Task.Delay(interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
