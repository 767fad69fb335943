using System.Diagnostics.Metrics;
using Conduit.Data.Caching;

namespace Conduit.Data;

/// <summary>What the data tier and the caches count.</summary>
public static class Telemetry
{
    private static readonly string[] Outcomes = [.. Enum.GetNames<CacheOutcome>().Select(name => name.ToLowerInvariant())];

    private static readonly Meter Meter = new("Conduit.Data");
    private static readonly Counter<long> Reads = Meter.CreateCounter<long>("conduit.db.reads", "{read}", "Reads that a node has answered.");
    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>("conduit.cache.lookups", "{lookup}", "Questions to a tier of cache, by what came of them.");
    private static readonly Counter<long> Fills = Meter.CreateCounter<long>("conduit.cache.fills", "{fill}", "Answers that a node gave and a cache kept.");

    /// <summary>Counts a question to a cache.</summary>
    /// <param name="tier">The cache.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="kind">What was asked for, such as <c>article</c>.</param>
    public static void CountLookup(Tier tier, CacheOutcome outcome, string kind) => Count(tier, outcome, kind, 1);

    internal static void CountLookups(Tier tier, string kind, int hits, int misses, int invalid)
    {
        Count(tier, CacheOutcome.Hit, kind, hits);
        Count(tier, CacheOutcome.Miss, kind, misses);
        Count(tier, CacheOutcome.Invalid, kind, invalid);
    }

    internal static void CountFill(string database, Tier from, string kind) => Fills.Add(1, new("node", Node(database, from)), new("db.namespace", database), new("conduit.cache.kind", kind));

    internal static void CountRead(string database, Tier from) => Reads.Add(1, new("node", Node(database, from)), new("db.namespace", database));

    /// <summary>Tells for each database by how many bytes of log its replica is behind, as far as a replica answers.</summary>
    internal static void ObserveLag(IEnumerable<Database> databases) => Meter.CreateObservableGauge(
        "conduit.replica.lag",
        () => databases.Where(database => database.Replica.Seen > 0).Select(database => new Measurement<long>(
            (long)Math.Max(0, (decimal)database.Epoch.PrimaryPosition - database.Replica.Seen), new KeyValuePair<string, object?>("node", Node(database.Name, Tier.Replica)))),
        "By",
        "How much of the primary's log the replica has not yet replayed.");

    private static void Count(Tier tier, CacheOutcome outcome, string kind, int times)
    {
        if (times > 0) Lookups.Add(times, new("conduit.cache.tier", tier.Name()), new("conduit.cache.outcome", Outcomes[(int)outcome]), new("conduit.cache.kind", kind));
    }

    private static string Node(string database, Tier from) => from == Tier.Primary ? $"{database}-primary" : $"{database}-replica";
}
