using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.Freshness;

/// <summary>Reports the leases of this process. Without one it reads the primary, so the service is degraded and not unhealthy.</summary>
internal sealed class FreshnessFollowerCheck(FreshnessFollower follower) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var databases = follower.Databases.OrderBy(database => database.Name, StringComparer.Ordinal).ToList();
        if (databases.Count == 0) return Task.FromResult(HealthCheckResult.Healthy());
        var details = string.Join("; ", databases.Select(Describe));
        return Task.FromResult(
            databases.TrueForAll(database => database.HasLease || database.HasLogOnly)
                ? HealthCheckResult.Healthy(details)
                : HealthCheckResult.Degraded(details));
    }

    private static string Describe(FollowedDatabase database) => string.Create(
        CultureInfo.InvariantCulture,
        $"{database.Name}: {(database.HasLease ? "lease valid" : "no lease")}, {database.Lag} events behind, {database.Lapses} lapses");
}
