using Conduit.Lab.Map.Figures;
using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.History;

/// <summary>Computes the figures of a period from the counters at both ends.</summary>
internal sealed class SampleCalculator(SystemModel model)
{
    /// <summary>The figures between two times.</summary>
    /// <param name="before">The counters at the start.</param>
    /// <param name="now">The counters at the end.</param>
    /// <param name="latenciesSince">The counters since which latencies count; the start by default.</param>
    public FigureSample Between(SystemCounters before, SystemCounters now, SystemCounters? latenciesSince = null)
    {
        var seconds = Math.Max((now.At - before.At).TotalSeconds, .001);
        var since = latenciesSince ?? before;
        return new(
            now.At.ToUnixTimeMilliseconds(),
            EntryGrowth(ServerSource.Requests),
            EntryGrowth(ServerSource.Errors),
            Latency(since, now, .5),
            Latency(since, now, .99),
            Latency(since, now, .999),
            CacheTiers.All.ToDictionary(tier => tier, tier => HitsOf(before, now, tier)),
            now.GrowthSince(before, ServerSource.PrimaryReads) / seconds,
            now.GrowthSince(before, ServerSource.ReplicaReads) / seconds,
            LargestOf(now, PostgresSource.LagMilliseconds),
            TotalOf(now, ServerSource.Due));

        double EntryGrowth(string name) => Entries(before, now).Sum(entry => entry.Now.GrowthSince(entry.Before, name)) / seconds;
    }

    /// <summary>How many requests each server answered in a second, for the servers of a group.</summary>
    public IReadOnlyDictionary<string, double> RequestsOf(string group, SystemCounters before, SystemCounters now)
    {
        var seconds = Math.Max((now.At - before.At).TotalSeconds, .001);
        return model.Members(group)
            .Where(part => before.Parts.ContainsKey(part.Name) && now.Parts.ContainsKey(part.Name))
            .ToDictionary(
                part => part.Name,
                part => now.Parts[part.Name].GrowthSince(before.Parts[part.Name], ServerSource.Requests) / seconds);
    }

    private IEnumerable<(Counters Before, Counters Now)> Entries(SystemCounters before, SystemCounters now) =>
        from part in model.Parts
        where part.IsEntry && before.Parts.ContainsKey(part.Name) && now.Parts.ContainsKey(part.Name)
        select (before.Parts[part.Name], now.Parts[part.Name]);

    private double? Latency(SystemCounters before, SystemCounters now, double share) =>
        Entries(before, now).Select(entry => Percentiles.Of(entry.Now, entry.Before, share)).FirstOrDefault();

    private static double? HitsOf(SystemCounters before, SystemCounters now, string tier)
    {
        var lookups = now.GrowthSince(before, ServerSource.Lookups + tier);
        return lookups > 0 ? 100 * now.GrowthSince(before, ServerSource.Hits + tier) / lookups : null;
    }

    private static double? LargestOf(SystemCounters now, string prefix)
    {
        var values = ValuesOf(now, prefix);
        return values.Count > 0 ? values.Max() : null;
    }

    private static double? TotalOf(SystemCounters now, string prefix)
    {
        var values = ValuesOf(now, prefix);
        return values.Count > 0 ? values.Sum() : null;
    }

    private static List<double> ValuesOf(SystemCounters now, string prefix) =>
    [
        .. now.Parts.Values.SelectMany(part => part.Totals)
            .Where(total => total.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(total => total.Value),
    ];
}
