using System.Net.Sockets;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// Monitors a shard: checks both nodes, sets up their replication, and acts by <see cref="FailoverPolicy"/> when a node
/// fails. On one machine it is the only authority over roles.
/// </summary>
internal sealed partial class ShardMonitor : BackgroundService
{
    // On other systems the monitor cannot find out whether all processes of a former primary have ended.
    public const string NeedsLinux = "a failover needs Linux";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SettlingInterval = TimeSpan.FromMilliseconds(50);

    private readonly ProcessShard _shard;
    private readonly ResourceNotificationService _notifications;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _log;
    private readonly RoleChange _roleChange;
    private readonly StandbySynchronization _synchronization;
    private readonly NodeRestarts _restarts;
    private readonly RoleProperties _properties;
    private readonly SemaphoreSlim _changed = new(0, 1);
    private FailoverDecision _decision = new(FailoverAction.None);

    public ShardMonitor(
        ProcessShard shard,
        ResourceLoggerService logs,
        ResourceCommandService commands,
        ResourceNotificationService notifications,
        IHostApplicationLifetime lifetime)
    {
        (_shard, _notifications, _lifetime) = (shard, notifications, lifetime);
        _log = new ShardLog(shard, logs);
        Nodes = new(shard);
        _synchronization = new(shard, Nodes, _log);
        _roleChange = new(shard, _synchronization, _log);
        _restarts = new(Nodes, commands, _log);
        _properties = new(shard, Nodes, notifications);
        Switchover = new(shard, Nodes, _roleChange, _restarts, notifications, _log);
    }

    /// <summary>The nodes as they were checked last.</summary>
    public NodeMonitors Nodes { get; }

    /// <summary>Why there is no primary, while the monitor cannot change that; else null.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Switches the roles while both nodes run.</summary>
    public Switchover Switchover { get; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host stops this service only after the orchestrator has stopped the nodes, which would look like failures until then.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _lifetime.ApplicationStopping);
        using (Nodes)
        {
            try
            {
                await Task.WhenAll(WatchResourcesAsync(stop.Token), MonitorAsync(stop.Token));
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private async Task WatchResourcesAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in _notifications.WatchAsync(stoppingToken))
        {
            if (Nodes.Update(change) && _changed.CurrentCount == 0)
                _changed.Release();
        }
    }

    private async Task MonitorAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await Nodes.CheckAsync(stoppingToken);
                await ActAsync(stoppingToken);
                if (_shard.Requests.TakeSwitch())
                    _ = Switchover.RunRequestedAsync(stoppingToken);
                await _properties.PublishAsync(Obstacle);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The next check finds out about a node that ended during this one; no failure may end the monitor.
                if (fault is not (NpgsqlException or SocketException or TimeoutException))
                    Failed(_log, fault);
            }

            await _changed.WaitAsync(_synchronization.IsSettling ? SettlingInterval : Interval, stoppingToken);
        }
    }

    private async Task ActAsync(CancellationToken cancellationToken)
    {
        // The holder, a primary's preparation or a command, changes what this would decide by.
        if (_shard.IsPaused || !await _shard.RolesLock.WaitAsync(TimeSpan.Zero, cancellationToken))
            return;

        try
        {
            var report = Nodes.Of(_shard.Primary).Report;
            var view = Nodes.View();
            var decision = FailoverPolicy.Decide(view);
            SetObstacle(decision);
            await ExecuteAsync(decision.Action, view, cancellationToken);
            if (view.Primary == NodeCondition.Up && report is { IsInRecovery: false })
            {
                await _synchronization.AdvanceAsync(report, view.Standby, cancellationToken);
                if (_shard.IsStandbyServing)
                    _restarts.Forget();
                if (report.Slot == NodeReport.SlotLost && view.Standby == NodeCondition.Up && !_shard.IsStandbyLost)
                    CopyStandbyAnew();
            }
        }
        finally
        {
            _shard.RolesLock.Release();
        }
    }

    private async Task ExecuteAsync(FailoverAction action, ShardView view, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case FailoverAction.Failover:
                await FailOverAsync(view, cancellationToken);
                break;
            case FailoverAction.FinishPromotion:
                await _roleChange.PromoteAsync(cancellationToken);
                break;
            case FailoverAction.RestartPrimary:
                _restarts.StartAfterPause(_shard.Primary);
                break;
            case FailoverAction.RestartStandby:
                _restarts.StartAfterPause(_shard.Standby);
                break;
        }
    }

    private async Task FailOverAsync(ShardView view, CancellationToken cancellationToken)
    {
        var former = _shard.Primary;
        if (!FolderProcesses.CanBeFound)
        {
            Obstacle = NeedsLinux;
            if (view is { Primary: NodeCondition.Crashed, Restart: true })
                _restarts.StartAfterPause(former);
            return;
        }

        await _roleChange.FailOverAsync(view.Primary, _properties.BytesBehind, IsFailoverDueAsync, cancellationToken);
    }

    // The standby may have failed meanwhile: then the former primary is needed again, which has every commit.
    private async Task<bool> IsFailoverDueAsync(CancellationToken cancellationToken)
    {
        await Nodes.CheckAsync(cancellationToken);
        return !_shard.IsPaused && FailoverPolicy.Decide(Nodes.View()).Action == FailoverAction.Failover;
    }

    private void CopyStandbyAnew()
    {
        // It lagged by more log than the primary keeps, so it needs a new copy.
        _shard.IsStandbyLost = true;
        StandbyLost(_log, _shard.Standby.Name);
        _restarts.Restart(_shard.Standby);
    }

    private void SetObstacle(FailoverDecision decision)
    {
        if (decision == _decision)
            return;

        (_decision, Obstacle) = (decision, decision.Reason);
        if (decision.Action == FailoverAction.Refuse)
            Refused(_log, _shard.Primary.Name, decision.Reason!, _shard.Standby.Name);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "There is no primary: {Primary} has failed, and {Reason}. Start {Primary}; {Standby} is not promoted.")]
    private static partial void Refused(ILogger logger, string primary, string reason, string standby);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Standby} has fallen too far behind: its data is replaced by a new copy.")]
    private static partial void StandbyLost(ILogger logger, string standby);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A check of the shard failed; the next one follows at once.")]
    private static partial void Failed(ILogger logger, Exception fault);
}
