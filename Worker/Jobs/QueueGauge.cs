using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Schema;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Measures the queues periodically, for the metrics and the health check.</summary>
internal sealed class QueueGauge(Databases databases, SchemaMonitor schema, JobSwitch pause, JobOptions options)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile IReadOnlyList<LaneDepth> _lanes = [];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_lanes.Where(lane => lane.Oldest > options.UnhealthyAfter).MaxBy(lane => lane.Oldest) is { } late
            ? HealthCheckResult.Unhealthy(
                $"in {late.Database} a job of the lane {late.Lane} has been due for {late.Oldest.TotalSeconds:F0} s, "
                + "which is more than Jobs__UnhealthyAfter allows")
            : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (schema.WaitingFor is not null) await Task.Delay(100, stoppingToken);
        Telemetry.ObserveQueues(() => _lanes);
        Telemetry.ObservePause(pause);
        while (!stoppingToken.IsCancellationRequested)
        {
            var depths = await Task.WhenAll(databases.All.Select(database => MeasureAsync(database, stoppingToken)));
            _lanes = [.. depths.SelectMany(lanes => lanes)];
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Returns nothing for an unavailable database; DatabasesCheck reports it.
    private static async Task<IEnumerable<LaneDepth>> MeasureAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            var depths = await new JobTable(database).DepthAsync(cancellationToken);
            return JobLane.All.Select(lane => depths.TryGetValue(lane, out var depth)
                ? new LaneDepth(database.Name, JobLane.Name(lane), depth.Depth, depth.Oldest)
                : new LaneDepth(database.Name, JobLane.Name(lane), 0, TimeSpan.Zero));
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return [];
        }
    }
}

/// <summary>How many jobs of a lane are due, and for how long the oldest of them has been due.</summary>
internal sealed record LaneDepth(string Database, string Lane, long Depth, TimeSpan Oldest);
