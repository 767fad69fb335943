namespace Conduit.Lab.Map.History;

/// <summary>A column of the table of samples; the page's script has the same ones in the same order.</summary>
internal sealed record SampleColumn(string Label, Func<FigureSample, double?> Value)
{
    public static IReadOnlyList<SampleColumn> All { get; } =
    [
        new("requests/s", sample => sample.Requests),
        new("errors/s", sample => sample.Errors),
        new("p50 ms", sample => sample.P50),
        new("p99 ms", sample => sample.P99),
        new("p99.9 ms", sample => sample.P999),
        new("edge hits %", sample => sample.Hits["edge"]),
        new("responses, memory %", sample => sample.Hits["output"]),
        new("responses, Redis %", sample => sample.Hits["output_l2"]),
        new("objects, memory %", sample => sample.Hits["l1"]),
        new("objects, Redis %", sample => sample.Hits["l2"]),
        new("primary reads/s", sample => sample.PrimaryReads),
        new("replica reads/s", sample => sample.ReplicaReads),
        new("lag ms", sample => sample.Lag),
        new("jobs due", sample => sample.Due),
    ];
}
