using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// Knows how far the replica has replayed its primary's log. What it knows may be late, never early: that only sends more reads to the
/// primary.
/// </summary>
internal sealed class ReplicaMonitor
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdlePulse = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // 0: no replica that may be read
    private ulong _replayed;
    private long _asked;

    /// <summary>The position replayed; null when nothing is known.</summary>
    public ulong? Replayed
    {
        get
        {
            Volatile.Write(ref _asked, Environment.TickCount64);
            return Volatile.Read(ref _replayed) is var position and > 0 ? position : null;
        }
    }

    /// <summary>The position replayed, for those that only look on.</summary>
    public ulong Seen => Volatile.Read(ref _replayed);

    /// <summary>Nothing is known any more: the replica did not answer.</summary>
    public void Forget() => Volatile.Write(ref _replayed, 0);

    /// <summary>
    /// For every new connection. A replica that was restarted may have opened before it replayed again all that it had shown: it must not
    /// be taken for its former self.
    /// What was replayed only rises in one run of a server, and no connection outlives that.
    /// </summary>
    /// <exception cref="NpgsqlException">The replica is behind what is known of it.</exception>
    public async Task MeetAsync(NpgsqlConnection connection)
    {
        // Read first: what is learnt while this asks may lie beyond the answer of a replica that never was away.
        var known = Seen;
        await using var command = new NpgsqlCommand("select pg_last_wal_replay_lsn() where pg_is_in_recovery()", connection);
        if (await command.ExecuteScalarAsync() is not NpgsqlLogSequenceNumber met || (ulong)met >= known) return;
        Forget();
        throw new NpgsqlException("The replica was restarted and has not yet replayed what it had before.");
    }

    public async Task WatchAsync(NpgsqlDataSource replica, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var command = replica.CreateCommand("select pg_last_wal_replay_lsn()");
                command.CommandTimeout = (int)Patience.TotalSeconds;
                Volatile.Write(ref _replayed, await command.ExecuteScalarAsync(stop) is NpgsqlLogSequenceNumber position ? (ulong)position : 0);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Forget();
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var idle = Environment.TickCount64 - Volatile.Read(ref _asked) > Idle.TotalMilliseconds;
            await Task.Delay(idle || Seen == 0 ? IdlePulse : Pulse, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
