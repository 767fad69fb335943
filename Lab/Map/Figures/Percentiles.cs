using System.Globalization;

namespace Conduit.Lab.Map.Figures;

/// <summary>Percentiles of a histogram with buckets, as Prometheus computes them: linear within a bucket.</summary>
internal static class Percentiles
{
    /// <summary>The latency in milliseconds below which a share of the requests between two times was; null without requests.</summary>
    public static double? Of(Counters now, Counters before, double share)
    {
        var buckets = now.Totals.Keys
            .Where(name => name.StartsWith(ServerSource.Bucket, StringComparison.Ordinal))
            .Select(name => (Bound: BoundOf(name[ServerSource.Bucket.Length..]), Count: now.GrowthSince(before, name)))
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
