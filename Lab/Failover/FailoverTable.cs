using System.Globalization;
using System.Text;

namespace Conduit.Lab.Failover;

/// <summary>The outcomes as text; times in seconds.</summary>
internal static class FailoverTable
{
    public static string Line(Outcome outcome, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Fault} {number}: writes out {Text(outcome.Writes)}, reads out {Text(outcome.Reads)}, "
        + $"whole after {Text(outcome.Rejoin)}");

    public static string Of(IReadOnlyList<Outcome> outcomes, IReadOnlyList<ShardLoad> loads, int lost)
    {
        var text = new StringBuilder();
        text.AppendLine("fault    count   writes out p50 / p99 / max   reads out p50 / max   failed reads   whole again p50 / max");
        foreach (var kind in outcomes.GroupBy(outcome => outcome.Fault))
        {
            var writes = Sorted(kind, outcome => outcome.Writes);
            var reads = Sorted(kind, outcome => outcome.Reads);
            var rejoin = Sorted(kind, outcome => outcome.Rejoin);
            text.Append(CultureInfo.InvariantCulture, $"{kind.Key,-8} {writes.Length,5}   ")
                .Append(CultureInfo.InvariantCulture, $"{At(writes, 0.5),8:0.00} / {At(writes, 0.99),5:0.00} / {writes[^1],5:0.00}       ")
                .Append(CultureInfo.InvariantCulture, $"{At(reads, 0.5),8:0.00} / {reads[^1],5:0.00}   ")
                .Append(CultureInfo.InvariantCulture, $"{kind.Sum(outcome => outcome.FailedReads),12}   ")
                .AppendLine(CultureInfo.InvariantCulture, $"{At(rejoin, 0.5),12:0.0} / {rejoin[^1],5:0.0}");
        }

        foreach (var failure in loads.SelectMany(load => load.Failures).GroupBy(failure => failure.Key, failure => failure.Value))
            text.AppendLine(CultureInfo.InvariantCulture, $"failed requests, {failure.Key}: {failure.Sum()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"acknowledged writes: {loads.Sum(load => load.Acknowledged.Count)}, lost: {lost}");
        text.Append(CultureInfo.InvariantCulture, $"stale answers: {loads.Sum(load => load.Stale)}");
        return text.ToString();
    }

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture);

    private static double[] Sorted(IEnumerable<Outcome> outcomes, Func<Outcome, TimeSpan> time) =>
        [.. outcomes.Select(outcome => time(outcome).TotalSeconds).Order()];

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
