namespace Conduit.Lab.Map.Figures;

/// <summary>The totals of a server at one time, by their names; a name may have a second part, such as the tier of a cache.</summary>
internal sealed record Counters(DateTimeOffset At, IReadOnlyDictionary<string, double> Totals)
{
    public double this[string name] => Totals.GetValueOrDefault(name);

    /// <summary>How much a total has grown, per second. A server that was restarted counts from zero again.</summary>
    public double RateSince(Counters? before, string name)
    {
        if (before is null || (At - before.At).TotalSeconds is not (> 0 and var seconds)) return 0;
        return GrowthSince(before, name) / seconds;
    }

    /// <summary>How much a total has grown.</summary>
    public double GrowthSince(Counters before, string name) =>
        this[name] - before[name] is >= 0 and var growth ? growth : this[name];
}

/// <summary>The last few counters of each server.</summary>
internal sealed class CounterHistory
{
    // Latencies need more requests than one second may have.
    private const int Depth = 6;

    private readonly Dictionary<string, List<Counters>> _counters = [];

    public void Add(string server, Counters counters)
    {
        if (!_counters.TryGetValue(server, out var list)) _counters[server] = list = [];
        list.Add(counters);
        if (list.Count > Depth) list.RemoveAt(0);
    }

    public void Remove(string server) => _counters.Remove(server);

    public Counters? Latest(string server) => _counters.TryGetValue(server, out var list) ? list[^1] : null;

    /// <summary>The counters before the latest ones.</summary>
    public Counters? Previous(string server) => _counters.TryGetValue(server, out var list) && list.Count > 1 ? list[^2] : null;

    /// <summary>The oldest counters that are remembered.</summary>
    public Counters? Oldest(string server) => _counters.TryGetValue(server, out var list) && list.Count > 1 ? list[0] : null;
}
