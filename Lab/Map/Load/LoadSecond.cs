namespace Conduit.Lab.Map.Load;

/// <summary>What a load did in a second.</summary>
/// <param name="Time">The end of the second.</param>
/// <param name="Requests">Requests with a response, errors included.</param>
/// <param name="Errors">Requests without a response, or with an error as response.</param>
/// <param name="P50">The median latency in milliseconds.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="P999">The 99.9th percentile.</param>
/// <param name="Checked">Observations that the consistency check has made since the start of the load.</param>
/// <param name="Stale">How many of them were stale.</param>
/// <param name="Lost">Acknowledged writes that were not found afterwards.</param>
internal sealed record LoadSecond(
    DateTimeOffset Time, int Requests, int Errors, double P50, double P99, double P999, long Checked, long Stale, long Lost);
