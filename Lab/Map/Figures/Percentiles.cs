using System.Globalization;

namespace Conduit.Lab.Map.Figures;

/// <summary>Percentiles of a histogram with buckets, as Prometheus computes them: linear within a bucket.</summary>
internal static class Percentiles
{
    /// <summary>The latency in milliseconds below which a share of the requests between two times was; null without requests.</summary>
    /// <param name="now">The counters at the end.</param>
    /// <param name="before">The counters at the start.</param>
    /// <param name="share">The share, up to 1.</param>
    /// <param name="prefix">What the names of the buckets begin with.</param>
    public static double? Of(Counters now, Counters before, double share, string prefix = ServerSource.Bucket)
    {
        var buckets = now.Totals.Keys
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => (Bound: BoundOf(name[prefix.Length..]), Count: now.GrowthSince(before, name)))
            .OrderBy(bucket => bucket.Bound)
            .ToList();
        if (buckets.Count == 0 || buckets[^1].Count <= 0) return null;

        var rank = share * buckets[^1].Count;
        var (lower, below) = (0.0, 0.0);
        foreach (var (bound, count) in buckets)
        {
            if (count >= rank && double.IsInfinity(bound)) break;
            if (count >= rank) return 1000 * (lower + ((bound - lower) * (rank - below) / Math.Max(count - below, 1e-9)));
            (lower, below) = (bound, count);
        }

        return 1000 * lower;
    }

    private static double BoundOf(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}
