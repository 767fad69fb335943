using System.Globalization;

namespace Conduit.Lab.Consistency;

/// <summary>A response that misses an acknowledged write.</summary>
/// <param name="Request">The kind of the view, and the path of the request.</param>
/// <param name="Source">Where the response came from, as <c>Server-Timing</c> says.</param>
/// <param name="Shown">What it shows.</param>
/// <param name="Expected">What it had to show.</param>
/// <param name="History">What happened to the value, in the order of time.</param>
internal sealed record CounterExample(
    string Request, string Source, string Shown, string Expected, IReadOnlyList<string> History)
{
    public static CounterExample Of(View view, ViewResponse response, Observation observation, Bounds bounds, DateTimeOffset sent)
    {
        var register = observation.Register;
        IEnumerable<(DateTimeOffset Time, string Text)> reader =
        [
            (sent, $"a reader sends GET {view.Path}"),
            (DateTimeOffset.Now, $"the response comes from {response.Tier}: {observation.Shown}"),
        ];
        return new(
            $"{view.Kind}, {view.Path}",
            response.Timing,
            $"{register.What} {observation.Shown}",
            $"{bounds.From} was acknowledged before the request and {bounds.To} begun before the response",
            [.. register.History.Concat(reader).OrderBy(one => one.Time).Select(one => $"{TimeOf(one.Time)} {one.Text}")]);
    }

    public override string ToString() => $"{Request} from {Source}: {Shown}, where {Expected}";

    private static string TimeOf(DateTimeOffset time) => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
