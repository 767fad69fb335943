using System.Diagnostics.Metrics;

namespace Conduit.Freshness.Caching;

/// <summary>The metric that all caches share, so that one chart shows every tier.</summary>
public static class CacheMetrics
{
    private static readonly Meter Meter = new("Conduit.Caching");

    private static readonly Counter<long> Lookups =
        Meter.CreateCounter<long>("conduit.cache.lookups", "{lookup}", "Lookups in a tier of cache, by their outcome.");

    /// <summary>Counts lookups.</summary>
    /// <param name="tier">The cache.</param>
    /// <param name="outcome">Their outcome.</param>
    /// <param name="kind">What was looked up, such as <c>article</c>.</param>
    /// <param name="count">How many; none are not recorded.</param>
    public static void CountLookup(Tier tier, CacheOutcome outcome, string kind, int count = 1)
    {
        if (count == 0 || !Lookups.Enabled) return;
        Lookups.Add(
            count,
            new("conduit.cache.tier", tier.Name()),
            new("conduit.cache.outcome", outcome.Name()),
            new("conduit.cache.kind", kind));
    }
}
