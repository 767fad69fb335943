using System.Diagnostics.Metrics;
using Conduit.Freshness.Caching;

namespace Conduit.Edge;

/// <summary>The edge's own metrics.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Conduit.Edge");

    /// <summary>Reports how full the cache is.</summary>
    public static void ObserveCache(ResponseCache cache)
    {
        Meter.CreateObservableGauge("conduit.edge.cache.entries", () => cache.Usage.Count, "{entry}", "Responses that are stored.");
        Meter.CreateObservableGauge("conduit.edge.cache.size", () => cache.Usage.Bytes, "By", "How much memory they take, as estimated.");
    }
}
