using System.Diagnostics.Metrics;

namespace Conduit.Edge;

/// <summary>What the edge counts; as the caches behind it do, so that one chart shows them all.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Conduit.Edge");
    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>("conduit.cache.lookups", "{lookup}", "Questions to a cache, by what came of them.");

    /// <summary>Counts a question to the edge's cache.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="kind">The route.</param>
    public static void CountLookup(string outcome, string kind) => Lookups.Add(1, new("conduit.cache.tier", "edge"), new("conduit.cache.outcome", outcome), new("conduit.cache.kind", kind));

    /// <summary>Tells how full the cache is.</summary>
    public static void ObserveFilling(Func<(long Count, long Bytes)> filling)
    {
        Meter.CreateObservableGauge("conduit.edge.cache.entries", () => filling().Count, "{entry}", "Answers that are kept.");
        Meter.CreateObservableGauge("conduit.edge.cache.size", () => filling().Bytes, "By", "How much memory they take, as estimated.");
    }
}
