using System.Diagnostics.Metrics;

namespace Conduit.Freshness;

/// <summary>The metrics of followers and writers.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Conduit.Freshness");

    private static readonly Histogram<double> Acknowledged = Meter.CreateHistogram<double>(
        "conduit.freshness.acknowledge.duration", "s", "How long a write waited until every follower knew of it.");

    private static readonly Counter<long> Lapses = Meter.CreateCounter<long>(
        "conduit.freshness.lapses", "{lapse}", "How often a lease ended before it was renewed.");

    public static void RecordAcknowledged(string database, TimeSpan time) => Acknowledged.Record(time.TotalSeconds, Of(database));

    public static void CountLapse(string database) => Lapses.Add(1, Of(database));

    /// <summary>Reports for each database whether its lease is good.</summary>
    public static void ObserveLeases(Func<IEnumerable<FollowedDatabase>> databases) => Meter.CreateObservableGauge(
        "conduit.freshness.lease",
        () => databases().Select(database => new Measurement<int>(database.Mirror is { HasLease: true } ? 1 : 0, Of(database.Name))),
        "{lease}",
        "1 while the server may answer from its caches, else 0.");

    private static KeyValuePair<string, object?> Of(string database) => new("db.namespace", database);
}
