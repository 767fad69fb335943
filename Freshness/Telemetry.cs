using System.Diagnostics.Metrics;

namespace Conduit.Freshness;

/// <summary>The metrics of followers and writers.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Conduit.Freshness");

    private static readonly Histogram<double> Acknowledged = Meter.CreateHistogram<double>(
        "conduit.freshness.acknowledge.duration", "s", "How long a write waited until every follower had acknowledged it.");

    private static readonly Counter<long> Lapses = Meter.CreateCounter<long>(
        "conduit.freshness.lapses", "{lapse}", "How often a lease ended before it was renewed.");

    private static readonly Counter<long> Drops = Meter.CreateCounter<long>(
        "conduit.freshness.drops",
        "{follower}",
        "How many followers this process dropped because they did not acknowledge a write in time.");

    public static void RecordAcknowledged(string database, TimeSpan time) => Acknowledged.Record(time.TotalSeconds, Of(database));

    public static void CountLapse(string database) => Lapses.Add(1, Of(database));

    public static void CountDrops(string database, long followers) => Drops.Add(followers, Of(database));

    /// <summary>Reports for each database whether its lease is valid and how many events the mirror is behind.</summary>
    public static void ObserveFollower(Func<IEnumerable<FollowedDatabase>> databases)
    {
        Meter.CreateObservableGauge(
            "conduit.freshness.lease",
            () => databases().Select(database => new Measurement<int>(database.HasLease ? 1 : 0, Of(database.Name))),
            "{lease}",
            "1 while the server may serve cached values, else 0.");
        Meter.CreateObservableGauge(
            "conduit.freshness.lag",
            () => databases()
                .Where(database => database.HasLease)
                .Select(database => new Measurement<long>(database.Lag, Of(database.Name))),
            "{event}",
            "How many events the log had, when the lease was last renewed, that the server had not applied.");
    }

    private static KeyValuePair<string, object?> Of(string database) => new("db.namespace", database);
}
