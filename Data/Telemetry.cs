using System.Diagnostics.Metrics;
using Conduit.Freshness.Caching;

namespace Conduit.Data;

/// <summary>The metrics of the databases and of the object cache.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Conduit.Data");

    private static readonly Counter<long> Reads = Meter.CreateCounter<long>(
        "conduit.db.reads", "{read}", "Reads that a node has answered.");

    private static readonly Counter<long> Fills = Meter.CreateCounter<long>(
        "conduit.cache.fills", "{fill}", "Results of queries that were read from a node and stored in the object cache.");

    internal static void CountFill(string database, Tier from, string kind) => Fills.Add(
        1, new("node", Node(database, from)), new("db.namespace", database), new("conduit.cache.kind", kind));

    internal static void CountRead(string database, Tier from) =>
        Reads.Add(1, new("node", Node(database, from)), new("db.namespace", database));

    /// <summary>Reports for each database by how many bytes of WAL its replica is behind, while the replica answers.</summary>
    internal static void ObserveLag(IEnumerable<Database> databases) => Meter.CreateObservableGauge(
        "conduit.replica.lag",
        () => databases.Where(database => database.Replica.ReplayedLsn > 0).Select(MeasureLag),
        "By",
        "How much of the primary's WAL the replica has not yet replayed.");

    private static Measurement<long> MeasureLag(Database database) => new(
        (long)Math.Max(0, (decimal)database.EpochMonitor.PrimaryLsn - database.Replica.ReplayedLsn),
        new KeyValuePair<string, object?>("node", Node(database.Name, Tier.Replica)));

    private static string Node(string database, Tier from) => from == Tier.Primary ? $"{database}-primary" : $"{database}-replica";
}
