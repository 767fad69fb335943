using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Schema;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Looks now and then how long the queues are; that is what metrics show and the health check goes by.</summary>
internal sealed class QueueGauge(Databases databases, SchemaMonitor schema, JobOptions options) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private volatile IReadOnlyList<LaneDepth> _lanes = [];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_lanes.Where(lane => lane.Oldest > options.OldestDue).MaxBy(lane => lane.Oldest) is { } late
            ? HealthCheckResult.Unhealthy($"in {late.Database} a job of the lane {late.Lane} has been due for {late.Oldest.TotalSeconds:F0} s, which is more than Jobs__OldestDue allows")
            : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (schema.WaitingFor is not null) await Task.Delay(100, stoppingToken);
        Telemetry.Watch(() => _lanes);
        while (!stoppingToken.IsCancellationRequested)
        {
            _lanes = [.. (await Task.WhenAll(databases.All.Select(database => LookAsync(database, stoppingToken)))).SelectMany(lanes => lanes)];
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Of a database that is away nothing is known; DatabasesCheck tells of it.
    private static async Task<IEnumerable<LaneDepth>> LookAsync(Database database, CancellationToken cancel)
    {
        try
        {
            var depths = await new JobTable(database).DepthAsync(cancel);
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

/// <summary>How many jobs of a lane are due, and for how long the oldest has been.</summary>
internal sealed record LaneDepth(string Database, string Lane, long Depth, TimeSpan Oldest);
