using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// Makes a shard's replication synchronous while the standby streams, and only then; and lets services read from it only while it does.
/// </summary>
/// <remarks>
/// So a standby that is stopped or killed blocks no commit for longer than a moment. Its steps have an order: the record says that the
/// standby is incomplete before a commit may go without it, and that it is complete only after every commit waits for it.
/// </remarks>
internal sealed partial class StandbySynchronization(ProcessShard shard, NodeMonitors monitors, ILogger log)
{
    // The monitor waits meanwhile; what takes longer goes on, and the next check finds less to do.
    private static readonly TimeSpan CheckpointTimeout = TimeSpan.FromSeconds(5);

    // The process that streams to the standby, and the position which that must have replayed before it serves.
    private int? _sender;
    private ulong? _mark;

    /// <summary>Whether services wait for a node, so that the next step follows soon.</summary>
    public bool IsSettling => !shard.IsPrimaryServing || (_sender is not null && !shard.IsStandbyServing);

    /// <summary>Does the next step. The caller holds the lock of the roles.</summary>
    public async Task AdvanceAsync(NodeReport primary, NodeCondition standby, CancellationToken cancellationToken)
    {
        var wanted = shard.Settings.StandbyNamed(PostgresSql.Name(shard.Standby.ReplicationName));
        if (!shard.IsPrimaryServing)
            await OpenPrimaryAsync(cancellationToken);
        if (primary.Slot is null)
            await CreateSlotAsync(cancellationToken);
        // Both nodes, or one, were started again between two checks, and a standby starts without access for services.
        if (shard.IsStandbyServing && primary.Sender is { } sender && sender != _sender)
            Reset();
        if (standby == NodeCondition.Suspect && primary.Sender is not null)
            return;

        if (primary.Sender is null || standby != NodeCondition.Up)
            await GoOnAloneAsync(primary, cancellationToken);
        else if (primary.StandbyNames != wanted)
            await NameStandbyAsync(wanted, cancellationToken);
        else if (!shard.IsStandbyServing && (primary.IsSynchronous || wanted.Length == 0))
            await SettleAsync(primary, cancellationToken);
    }

    /// <summary>Starts over after the roles have changed, or the standby streams anew.</summary>
    public void Reset()
    {
        (_sender, _mark) = (null, null);
        shard.IsStandbyServing = false;
    }

    // From here on a primary that has started commits alone until its standby streams; and it may show commits that only it has.
    private async Task OpenPrimaryAsync(CancellationToken cancellationToken)
    {
        shard.SetStandbyIncomplete();
        await using var primary = await shard.ConnectAsync(shard.Primary, cancellationToken);
        PostgresConfiguration.WriteAccess(shard.Primary.Data, shard.Primary, services: true, shard.User);
        await primary.ReloadAsync(cancellationToken);
        shard.IsPrimaryServing = true;
    }

    private async Task GoOnAloneAsync(NodeReport primary, CancellationToken cancellationToken)
    {
        // A primary that has just been killed may answer once more, when the process that streams has ended already. That is a failure of
        // the primary, and its standby still has every commit.
        if (shard.IsStandbyServing && await CheckPrimaryAsync(cancellationToken) is null)
            return;

        (_sender, _mark) = (null, null);
        // First the services stop reading there, then the record says that the standby may lack commits, then commits go without it.
        if (shard.IsStandbyServing)
        {
            shard.IsStandbyServing = false;
            await AdmitServicesAsync(false, cancellationToken);
        }

        shard.SetStandbyIncomplete();
        if (primary.StandbyNames.Length > 0)
        {
            await NameStandbyAsync("", cancellationToken);
            Asynchronous(log, shard.Standby.Name);
        }
    }

    /// <summary>
    /// From a checkpoint after the check that first saw the standby synchronous, no commit goes without it; what was there by then it must
    /// have replayed.
    /// </summary>
    private async Task SettleAsync(NodeReport primary, CancellationToken cancellationToken)
    {
        if (primary.Sender != _sender)
        {
            (_sender, _mark) = (primary.Sender, null);
        }
        else if (_mark is null)
        {
            if (shard.Settings.IsLossless)
                await CheckpointAsync(cancellationToken);
            _mark = (await CheckPrimaryAsync(cancellationToken))?.Position;
        }
        else if (primary.ReplayedByPartner >= _mark && await AdmitServicesAsync(true, cancellationToken)
            && await CheckPrimaryAsync(cancellationToken) is { } report && report.Sender == _sender)
        {
            shard.IsStandbyServing = true;
            if (shard.Settings.IsLossless)
                shard.Roles = shard.Roles with { IsStandbyComplete = true };
            if (shard.Settings.Standby == StandbyRole.Synchronous)
                Synchronous(log, shard.Standby.Name, shard.Settings.SynchronousCommit);
            else
                NotWaitedFor(log, shard.Standby.Name);
        }
    }

    // The sender names its standby synchronous before the checkpointer makes commits wait, which it does before its next checkpoint
    // (SyncRepUpdateSyncStandbysDefined); under load that can take seconds.
    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        await using var primary = await shard.ConnectAsync(shard.Primary, cancellationToken);
        await primary.CheckpointAsync(CheckpointTimeout, cancellationToken);
    }

    // The primary may have ended since the last check; under the lock no other one can have been prepared.
    private async Task<NodeReport?> CheckPrimaryAsync(CancellationToken cancellationToken)
    {
        var monitor = monitors.Of(shard.Primary);
        await monitor.CheckAsync(cancellationToken);
        return monitor.Report is { IsInRecovery: false } report ? report : null;
    }

    private async Task NameStandbyAsync(string standby, CancellationToken cancellationToken)
    {
        await using var primary = await shard.ConnectAsync(shard.Primary, cancellationToken);
        await primary.ExecuteAsync($"alter system set synchronous_standby_names = {PostgresSql.Literal(standby)}", cancellationToken);
        await primary.ReloadAsync(cancellationToken);
    }

    // A former standby has no slot for its partner; and a slot without a user would keep the log for ever.
    private async Task CreateSlotAsync(CancellationToken cancellationToken)
    {
        await using var primary = await shard.ConnectAsync(shard.Primary, cancellationToken);
        var slot = PostgresSql.Literal(shard.Standby.ReplicationName);
        await primary.ExecuteAsync(
            $"select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name <> {slot} and not active",
            cancellationToken);
        await primary.ExecuteAsync($"select pg_create_physical_replication_slot({slot}, true)", cancellationToken);
    }

    private async Task<bool> AdmitServicesAsync(bool admit, CancellationToken cancellationToken)
    {
        try
        {
            await using var standby = await shard.ConnectAsync(shard.Standby, cancellationToken);
            PostgresConfiguration.WriteAccess(shard.Standby.Data, shard.Standby, admit, shard.User);
            await standby.ReloadAsync(cancellationToken);
            if (!admit)
            {
                await standby.ExecuteAsync(
                    $"select pg_terminate_backend(pid) from pg_stat_activity where usename <> '{PostgresAccess.Superuser}'",
                    cancellationToken);
            }

            return true;
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            // It is down, and starts without access for services.
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Standby} streams and serves reads; commits wait for it (synchronous_commit = {Commit}).")]
    private static partial void Synchronous(ILogger logger, string standby, string commit);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Standby} streams and serves reads; commits do not wait for it.")]
    private static partial void NotWaitedFor(ILogger logger, string standby);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Standby} does not stream: commits go on without it.")]
    private static partial void Asynchronous(ILogger logger, string standby);
}
