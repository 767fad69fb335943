using System.Diagnostics.Metrics;

namespace Conduit.Data;

/// <summary>What the data tier counts.</summary>
internal static class Telemetry
{
    public const string Primary = "primary";
    public const string Replica = "replica";

    private static readonly Meter Meter = new("Conduit.Data");
    private static readonly Counter<long> Reads = Meter.CreateCounter<long>("conduit.db.reads", "{read}", "Reads that a node has answered.");

    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>("conduit.cache.lookups", "{lookup}", "Questions to the object cache, by what came of them.");

    /// <summary>Counts a question to the object cache.</summary>
    /// <param name="database">The database.</param>
    /// <param name="outcome">hit; miss: it was not there; invalid: something it depends on was written to.</param>
    public static void CountLookup(string database, string outcome) => Lookups.Add(1, new("conduit.cache.outcome", outcome), new("db.namespace", database));

    public static void CountRead(string database, string role) => Reads.Add(1, new("node", $"{database}-{role}"), new("db.namespace", database));

    /// <summary>Tells for each database by how many bytes of log its replica is behind, as far as a replica answers.</summary>
    public static void ObserveLag(IEnumerable<Database> databases) => Meter.CreateObservableGauge(
        "conduit.replica.lag",
        () => databases.Where(database => database.Replica.Seen > 0).Select(database => new Measurement<long>(
            (long)Math.Max(0, (decimal)database.Epoch.PrimaryPosition - database.Replica.Seen), new KeyValuePair<string, object?>("node", $"{database.Name}-{Replica}"))),
        "By",
        "How much of the primary's log the replica has not yet replayed.");
}
