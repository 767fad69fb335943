using System.Diagnostics.Metrics;

namespace Conduit.Edge;

/// <summary>The edge's own metrics.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Conduit.Edge");

    /// <summary>Reports how full the cache is.</summary>
    public static void ObserveCache(Func<(long Count, long Bytes)> usage)
    {
        Meter.CreateObservableGauge("conduit.edge.cache.entries", () => usage().Count, "{entry}", "Responses that are stored.");
        Meter.CreateObservableGauge("conduit.edge.cache.size", () => usage().Bytes, "By", "How much memory they take, as estimated.");
    }
}
