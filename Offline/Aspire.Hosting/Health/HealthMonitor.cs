using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Health;

/// <summary>Checks the health of each resource while it runs, and tells when it is ready for the first time.</summary>
internal sealed partial class HealthMonitor(
    ResourceNotificationService notifications,
    HealthCheckService checks,
    IDistributedApplicationEventing eventing,
    ResourceLoggerService loggers,
    IServiceProvider services) : BackgroundService
{
    private static readonly TimeSpan WhenHealthy = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly Dictionary<IResource, Watching> _running = [];
    private readonly HashSet<string> _runningIds = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (change.Snapshot.IsRunning() && _runningIds.Add(change.ResourceId))
                {
                    Watch(change.Resource, stoppingToken);
                }
                else if (!change.Snapshot.IsRunning() && _runningIds.Remove(change.ResourceId)
                    && !change.Resource.GetIds().Any(_runningIds.Contains))
                {
                    Stop(change.Resource);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    private void Watch(IResource resource, CancellationToken stoppingToken)
    {
        // Another replica runs now: the checks begin anew, but the resource was ready before.
        var isReady = _running.TryGetValue(resource, out var former) && former.IsReady;
        Stop(resource);
        var watching = _running[resource] = new(CancellationTokenSource.CreateLinkedTokenSource(stoppingToken)) { IsReady = isReady };
        _ = Task.Run(() => CheckAsync(resource, watching, watching.Source.Token), CancellationToken.None);
    }

    private void Stop(IResource resource)
    {
        if (_running.Remove(resource, out var watching))
        {
            watching.Source.Cancel();
        }
    }

    private async Task CheckAsync(IResource resource, Watching watching, CancellationToken cancellationToken)
    {
        try
        {
            var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key).ToHashSet();
            var told = false;
            for (var retry = FirstRetry; ;)
            {
                var healthy = keys.Count == 0 || await CheckOnceAsync(resource, keys, cancellationToken);
                if (healthy && !told)
                {
                    told = true;
                    var fault = watching.IsReady ? null : await PublishReadyAsync(resource, cancellationToken);
                    watching.IsReady = fault is null;
                    await notifications.PublishUpdateAsync(
                        resource, s => s.IsRunning() ? s with { ReadyEventDone = fault is null, ReadyEventFault = fault } : s);
                }

                if (keys.Count == 0)
                {
                    return;
                }

                retry = healthy ? FirstRetry : retry;
                await Task.Delay(healthy ? WhenHealthy : retry, cancellationToken);
                retry = healthy || retry >= LastRetry ? retry : retry + FirstRetry;
            }
        }
        catch (OperationCanceledException)
        {
            // It has stopped, or has been started anew.
        }
    }

    private async Task<string?> PublishReadyAsync(IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // what a subscriber throws is told to those who wait; the checks go on
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.ReadyEventFailed(loggers.GetLogger(resource), resource.Name, e.Message, e is DistributedApplicationException ? null : e);
            return e.Message;
        }
    }

    private async Task<bool> CheckOnceAsync(IResource resource, HashSet<string> keys, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(r => keys.Contains(r.Name), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var now = DateTime.UtcNow;
        var reports = keys.Select(key => report.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.ToString()) { LastRunAt = now }
            : new HealthReportSnapshot(key, HealthStatus.Unhealthy, "No health check is registered under this key.", null) { LastRunAt = now })
            .ToList();
        await notifications.PublishUpdateAsync(resource, s => s.IsRunning() ? s with { HealthReports = [.. reports] } : s);
        return reports.TrueForAll(r => r.Status == HealthStatus.Healthy);
    }

    private sealed record Watching(CancellationTokenSource Source)
    {
        public bool IsReady { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "What {Resource} being ready brings about failed: {Reason}")]
        public static partial void ReadyEventFailed(ILogger logger, string resource, string reason, Exception? exception);
    }
}
