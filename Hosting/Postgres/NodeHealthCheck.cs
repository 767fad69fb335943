using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// A primary is healthy when it takes writes, a replica when it streams and serves reads. Shows what the monitor's latest check found.
/// </summary>
internal sealed class NodeHealthCheck(ProcessShard shard, PostgresNodeResource node, Func<ShardMonitor> monitor) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var check = monitor().Nodes.Of(node);
        return Task.FromResult(
            check.Report is not { } report ? HealthCheckResult.Unhealthy(Describe(check))
            : shard.IsPrimary(node) ? OfPrimary(report)
            : OfReplica(report));
    }

    private string Describe(NodeMonitor check) => shard.IsPrimary(node) && monitor().Obstacle is { } obstacle
        ? $"Is the primary and does not answer ({check.Fault}); {obstacle}."
        : $"Does not answer: {check.Fault}.";

    private HealthCheckResult OfPrimary(NodeReport report)
    {
        if (report.IsInRecovery)
            return HealthCheckResult.Unhealthy("Is being promoted: takes no writes yet.");
        if (!shard.IsPrimaryServing)
            return HealthCheckResult.Unhealthy("Primary, has just started: admits no services yet.");

        var standby = $"{shard.Standby.Name} {(shard.Roles.IsStandbyComplete ? "has every commit" : "may lack commits")}";
        return HealthCheckResult.Healthy(Text($"Primary since {shard.Roles.Since:u}, timeline {report.Timeline}; {standby}."));
    }

    private HealthCheckResult OfReplica(NodeReport report)
    {
        var primary = shard.Primary.Name;
        if (!report.IsStreaming)
            return HealthCheckResult.Unhealthy($"Replica, does not stream from {primary}.");
        if (!shard.IsStandbyServing)
            return HealthCheckResult.Unhealthy(Text($"Replica, catches up with {primary}, {report.Lag} bytes behind: no reads yet."));
        return HealthCheckResult.Healthy(
            Text($"Replica, streams from {primary}, timeline {report.Timeline}, {report.Lag} bytes behind."),
            new Dictionary<string, object> { ["lag"] = report.Lag });
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
