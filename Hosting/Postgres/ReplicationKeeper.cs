using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>Makes a shard's replication synchronous while the replica streams, and only then; and lets services read from the replica only while it does.</summary>
/// <remarks>
/// So a replica that is stopped or killed blocks no write for longer than a moment, and nobody asks one that is far behind. How far it has replayed within a stream is
/// the services' own business, unless a commit waits for that (<c>remote_apply</c>).
/// </remarks>
internal sealed partial class ReplicationKeeper(
    ProcessShard shard,
    ResourceLoggerService logs,
    ResourceCommandService commands,
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SettlingPulse = TimeSpan.FromMilliseconds(50);

    // for a replica to find a primary that was restarted, before it counts as gone
    private static readonly TimeSpan PatienceAfterRestart = TimeSpan.FromSeconds(2);

    private readonly ILogger _log = logs.GetLogger(shard.Primary);

    // whose streaming is settling, and what it must have replayed before it serves
    private int? _sender;
    private string? _mark;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // This service is stopped after the orchestrator has stopped the nodes: by then a replica that ends first would have let its
        // primary commit alone.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await KeepAsync(stop.Token);
    }

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await shard.PrimaryPrepared.WaitAsync(stoppingToken);
            while (true)
            {
                try
                {
                    await using var primary = await shard.ConnectAsync(shard.Primary, stoppingToken);
                    var connected = Stopwatch.GetTimestamp();
                    while (true)
                    {
                        await KeepAsync(primary, Stopwatch.GetElapsedTime(connected), stoppingToken);
                        await Task.Delay(_sender is null || shard.ReplicaServes ? Pulse : SettlingPulse, stoppingToken);
                    }
                }
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
                {
                    // starting, stopping or gone: the health check says which; anything else must not end this either, or a dead replica would stop all writes
                    if (fault is not (NpgsqlException or SocketException or TimeoutException))
                        Unexpected(_log, fault);
                    await Task.Delay(Pulse, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task KeepAsync(NpgsqlConnection primary, TimeSpan connected, CancellationToken cancellationToken)
    {
        var seen = await LookAsync(primary, cancellationToken);
        if (seen.Sender is null)
            await GoOnAloneAsync(primary, seen, connected, cancellationToken);
        else if (seen.Standby != shard.Standby)
            await NameStandbyAsync(primary, shard.Standby, cancellationToken);
        else if (!shard.ReplicaServes && (seen.IsSynchronous || shard.Standby.Length == 0))
            await SettleAsync(seen, cancellationToken);
    }

    private async Task GoOnAloneAsync(NpgsqlConnection primary, Sight seen, TimeSpan connected, CancellationToken cancellationToken)
    {
        if (shard.ReplicaServes && seen.Standby == shard.Standby && connected < PatienceAfterRestart)
            return;

        _sender = null;
        // first nobody reads there any more, then commits go without it
        if (shard.ReplicaServes)
        {
            shard.ReplicaServes = false;
            await AdmitServicesAsync(false, cancellationToken);
        }

        if (seen.Standby.Length > 0)
        {
            await NameStandbyAsync(primary, "", cancellationToken);
            Asynchronous(_log, shard.Replica.Name);
        }

        if (seen.SlotIsGone && !shard.ReplicaIsLost && await IsRunningAsync(shard.Replica, cancellationToken))
        {
            // it lagged by more than the primary keeps, so only a new copy helps
            shard.ReplicaIsLost = true;
            Lost(_log, shard.Replica.Name);
            await commands.ExecuteCommandAsync(shard.Replica, KnownResourceCommands.RestartCommand, cancellationToken);
        }
    }

    /// <summary>From a look after that which first saw it synchronous no commit goes without it; what was there by then it must have replayed.</summary>
    private async Task SettleAsync(Sight seen, CancellationToken cancellationToken)
    {
        if (seen.Sender != _sender)
            (_sender, _mark) = (seen.Sender, null);
        else if (_mark is null)
            _mark = seen.Position;
        else if (seen.HasReplayedMark && await AdmitServicesAsync(true, cancellationToken))
        {
            shard.ReplicaServes = true;
            if (shard.Standby.Length > 0)
                Synchronous(_log, shard.Replica.Name, shard.Replication.SynchronousCommit);
            else
                Unwaited(_log, shard.Replica.Name);
        }
    }

    private static async Task NameStandbyAsync(NpgsqlConnection primary, string standby, CancellationToken cancellationToken)
    {
        await using (var set = new NpgsqlCommand($"alter system set synchronous_standby_names = {PostgresSql.Literal(standby)}", primary))
            await set.ExecuteNonQueryAsync(cancellationToken);
        await using var reload = new NpgsqlCommand("select pg_reload_conf()", primary);
        await reload.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> AdmitServicesAsync(bool admit, CancellationToken cancellationToken)
    {
        try
        {
            await using var replica = await shard.ConnectAsync(shard.Replica, cancellationToken);
            PostgresConfiguration.WriteAccess(shard.Replica.Data, shard.Replica, admit, shard.User);
            await using (var reload = new NpgsqlCommand("select pg_reload_conf()", replica))
                await reload.ExecuteNonQueryAsync(cancellationToken);
            if (!admit)
            {
                await using var end = new NpgsqlCommand("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", replica);
                end.Parameters.Add(new() { Value = shard.Access.Service });
                await end.ExecuteNonQueryAsync(cancellationToken);
            }

            return true;
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            return false; // it is down: it starts with its door shut
        }
    }

    private async Task<Sight> LookAsync(NpgsqlConnection primary, CancellationToken cancellationToken)
    {
        await using var look = new NpgsqlCommand(
            """
            select sender.pid, coalesce(sender.sync_state = 'sync', false), coalesce(sender.replay_lsn >= $2::pg_lsn, false), current_setting('synchronous_standby_names'),
                   not exists (select from pg_replication_slots where slot_name = $1 and wal_status <> 'lost'), pg_current_wal_lsn()::text
            from (select 1) as now left join pg_stat_replication as sender on sender.application_name = $1 and sender.state = 'streaming'
            order by sender.backend_start desc nulls last limit 1
            """, primary);
        look.Parameters.Add(new() { Value = shard.Replica.ReplicationName });
        look.Parameters.Add(new() { Value = _mark ?? "0/0" });
        await using var row = await look.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new Sight(row.IsDBNull(0) ? null : row.GetInt32(0), row.GetBoolean(1), row.GetBoolean(2), row.GetString(3), row.GetBoolean(4), row.GetString(5));
    }

    private async Task<bool> IsRunningAsync(PostgresNodeResource node, CancellationToken cancellationToken)
    {
        var current = await notifications.WaitForResourceAsync(node.Name, _ => true, cancellationToken);
        return current.Snapshot.State?.Text == KnownResourceStates.Running;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Replica} streams and takes reads; commits wait for it (synchronous_commit = {Commit}).")]
    private static partial void Synchronous(ILogger logger, string replica, string commit);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Replica} streams and takes reads; commits do not wait for it.")]
    private static partial void Unwaited(ILogger logger, string replica);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} does not stream: commits no longer wait for it.")]
    private static partial void Asynchronous(ILogger logger, string replica);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking after the replication failed, and goes on.")]
    private static partial void Unexpected(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replica} has fallen too far behind: it is copied anew.")]
    private static partial void Lost(ILogger logger, string replica);

    /// <summary>What the primary tells: the process that streams to the replica, how far that is, and where the log ends.</summary>
    private sealed record Sight(int? Sender, bool IsSynchronous, bool HasReplayedMark, string Standby, bool SlotIsGone, string Position);
}
