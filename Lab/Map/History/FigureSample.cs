namespace Conduit.Lab.Map.History;

/// <summary>The figures of a period, usually a second, as numbers for charts. Null: not known.</summary>
/// <param name="Time">Its end, in milliseconds since 1970.</param>
/// <param name="Requests">Requests a second at the entry.</param>
/// <param name="Errors">Responses a second with a status of 5xx, at the entry.</param>
/// <param name="P50">The median latency at the entry, in milliseconds.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="P999">The 99.9th percentile.</param>
/// <param name="Hits">The share of lookups in percent that each tier of cache answers.</param>
/// <param name="PrimaryReads">Reads a second that primaries answer.</param>
/// <param name="ReplicaReads">Reads a second that replicas answer.</param>
/// <param name="Lag">The longest lag of a replica, in milliseconds.</param>
/// <param name="Due">Jobs that are due.</param>
public sealed record FigureSample(
    long Time,
    double Requests,
    double Errors,
    double? P50,
    double? P99,
    double? P999,
    IReadOnlyDictionary<string, double?> Hits,
    double PrimaryReads,
    double ReplicaReads,
    double? Lag,
    double? Due)
{
    /// <summary>Reads a second that databases answer.</summary>
    public double Reads => PrimaryReads + ReplicaReads;
}
