using System.Globalization;
using System.Text;

namespace Conduit.Lab.Api;

/// <summary>The results as a text table.</summary>
internal static class Table
{
    public static string Of(IEnumerable<ScenarioResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine(Line("", "saturated", "req/s", "", "paced", "p50 / p99 ms", "p50 / p99 ms", "", ""));
        text.AppendLine(Line("scenario", "api", "baseline", "ratio", "req/s", "api", "baseline", "errors", ""));
        foreach (var result in results)
        {
            text.AppendLine(Line(
                result.Scenario.Title,
                Whole(result.Api.Rate),
                Whole(result.Baseline?.Rate),
                Ratio(result),
                Whole(result.Api.PacedRate),
                Latency(result.Api),
                Latency(result.Baseline),
                (result.Api.Errors + (result.Baseline?.Errors ?? 0)).ToString(CultureInfo.InvariantCulture),
                result.Note ?? ""));
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The result of one scenario in a line, for the progress output.</summary>
    public static string Summary(ScenarioResult result) =>
        $"{result.Scenario.Title}: {Whole(result.Api.Rate)} req/s"
        + (result.Baseline is { } baseline ? $", baseline {Whole(baseline.Rate)}, ratio {Ratio(result)}" : "")
        + (result.Note is { } note ? $" ({note})" : "");

    public static string Ratio(ScenarioResult result) => result.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    public static string Whole(double? number) => number is > 0 ? number.Value.ToString("#,0", CultureInfo.InvariantCulture) : "-";

    private static string Line(
        string scenario,
        string api,
        string baseline,
        string ratio,
        string paced,
        string apiLatency,
        string baselineLatency,
        string errors,
        string note) =>
        $"{scenario,-17} {api,9} {baseline,9} {ratio,6}   {paced,7} {apiLatency,15} {baselineLatency,15} {errors,7}  {note}".TrimEnd();

    private static string Latency(SideResult? side) =>
        side is { Paced.Count: > 0 } ? string.Create(CultureInfo.InvariantCulture, $"{side.P50:0.0} / {side.P99:0.0}") : "-";
}
