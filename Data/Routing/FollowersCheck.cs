using System.Globalization;
using Conduit.Freshness;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.Data.Routing;

/// <summary>
/// Reports the followers of each database that writers wait for. Without an event log the service is degraded: it reads primaries only.
/// </summary>
internal sealed class FollowersCheck(Databases databases) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var details = string.Join("; ", databases.All.Select(database => $"{database.Name}: {Describe(database.EpochMonitor.Log)}"));
        return Task.FromResult(databases.All.All(database => database.EpochMonitor.Log is not null)
            ? HealthCheckResult.Healthy(details)
            : HealthCheckResult.Degraded(details));
    }

    private static string Describe(LogStatus? log)
    {
        if (log is null) return "Redis 'freshness' has no epoch or does not answer";
        var current = log.Followers.Where(follower => !follower.IsDropped).ToList();
        var dropped = log.Followers.Where(follower => follower.IsDropped).Select(follower => follower.Name).ToList();
        var slowest = current.MaxBy(follower => follower.Lag) is { } last
            ? string.Create(CultureInfo.InvariantCulture, $", slowest {last.Name} {last.Lag} events behind")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{current.Count} followers{slowest}, {(dropped.Count == 0 ? "none" : string.Join(", ", dropped))} dropped");
    }
}
