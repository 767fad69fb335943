using System.Globalization;
using System.Text;

namespace Conduit.Lab.Failover;

/// <summary>The outcomes as text; times in seconds.</summary>
internal static class FailoverTable
{
    private static readonly string[] Heads =
    [
        "fault", "count", "writes out p50 / p99 / worst", "reads out p50 / p99 / worst", "rejoin p50 / p99 / worst", "stale",
        "failed requests",
    ];

    public static string Line(Outcome outcome, int number, int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Fault} {number} of {count}: writes out {outcome.Writes.TotalSeconds:0.00} s, "
        + $"reads out {outcome.Reads.TotalSeconds:0.00} s, rejoin {outcome.Rejoin.TotalSeconds:0.0} s, "
        + $"failed requests {Failed([outcome])}");

    public static string Of(IReadOnlyList<Outcome> outcomes, int acknowledged, int lost, TimeSpan duration)
    {
        var text = new StringBuilder().AppendLine(Row(Heads));
        foreach (var kind in outcomes.GroupBy(outcome => outcome.Fault))
        {
            text.AppendLine(Row([
                $"{kind.Key}",
                $"{kind.Count()}",
                Times(kind, outcome => outcome.Writes, "0.00"),
                Times(kind, outcome => outcome.Reads, "0.00"),
                Times(kind, outcome => outcome.Rejoin, "0.0"),
                $"{kind.Sum(outcome => outcome.Stale)}",
                Failed(kind),
            ]));
        }

        return text
            .AppendLine(CultureInfo.InvariantCulture, $"acknowledged writes: {acknowledged}, lost: {lost}")
            .AppendLine(CultureInfo.InvariantCulture, $"stale answers: {outcomes.Sum(outcome => outcome.Stale)}")
            .Append(CultureInfo.InvariantCulture, $"{outcomes.Count} faults in {duration.TotalMinutes:0.0} min")
            .ToString();
    }

    private static string Row(string[] cells) =>
        $"{cells[0],-8} {cells[1],5}  {cells[2],28}  {cells[3],27}  {cells[4],24}  {cells[5],5}  {cells[6]}";

    private static string Failed(IEnumerable<Outcome> outcomes)
    {
        var failures = outcomes.SelectMany(outcome => outcome.Failures)
            .GroupBy(failure => failure.Key, failure => failure.Value)
            .OrderBy(failure => failure.Key, StringComparer.Ordinal)
            .Select(failure => string.Create(CultureInfo.InvariantCulture, $"{failure.Sum()} × {failure.Key}"));
        return string.Join(", ", failures) is { Length: > 0 } text ? text : "0";
    }

    private static string Times(IEnumerable<Outcome> outcomes, Func<Outcome, TimeSpan> time, string format)
    {
        double[] sorted = [.. outcomes.Select(outcome => time(outcome).TotalSeconds).Order()];
        return string.Join(" / ", new[] { 0.5, 0.99, 1 }.Select(share => At(sorted, share).ToString(format, CultureInfo.InvariantCulture)));
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
