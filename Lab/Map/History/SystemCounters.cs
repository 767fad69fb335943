using Conduit.Lab.Map.Figures;

namespace Conduit.Lab.Map.History;

/// <summary>The counters of all servers that answered, read at about one time.</summary>
internal sealed record SystemCounters(DateTimeOffset At, IReadOnlyDictionary<string, Counters> Parts)
{
    public static SystemCounters None { get; } = new(DateTimeOffset.MinValue, new Dictionary<string, Counters>());

    /// <summary>How much a total of all servers has grown; servers that did not answer both times are left out.</summary>
    public double GrowthSince(SystemCounters before, string name) => Parts.Sum(
        part => before.Parts.TryGetValue(part.Key, out var earlier) ? part.Value.GrowthSince(earlier, name) : 0);
}
