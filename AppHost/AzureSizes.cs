using Conduit.Hosting.Publishing.Azure;

namespace Conduit.AppHost;

/// <summary>What Azure needs to know beyond the model.</summary>
internal static class AzureSizes
{
    /// <summary>The servers of each kind. The maxima of those that follow the log of writes are limited when publishing.</summary>
    public static AzureSettings Settings { get; } = new(
        new Dictionary<string, AzureSize>
        {
            ["edge"] = new(Small: new(1, 2), Production: new(2, 4)) { ConcurrentRequests = 400 },
            ["web"] = new(Small: new(1, 2), Production: new(2, 8)) { ConcurrentRequests = 50 },
            ["api"] = new(Small: new(1, 2), Production: new(2, 8)) { ConcurrentRequests = 100 },
            ["media"] = new(Small: new(1, 1), Production: new(2, 3)) { ConcurrentRequests = 20 },
            ["worker"] = new(Small: new(1, 1), Production: new(2, 6))
            {
                Queue = new("select count(*) from jobs where run_at <= now()", Target: 200),
            },
        },
        new Dictionary<string, string>
        {
            ["Site__Hosts"] = AzureSettings.Hosts,
            ["Site__Https"] = "true",
            // The ingress of Container Apps, in the network of the environment or of the platform, and Front Door.
            ["Site__Proxies"] = "10.0.0.0/16 100.64.0.0/10 147.243.0.0/16",
        });
}
