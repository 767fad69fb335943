using System.Globalization;
using System.Net;
using System.Text;

namespace Conduit.Lab.Api;

/// <summary>
/// Bars of the ratio to the baseline, or of requests a second when there is no baseline. Readable on light and dark backgrounds.
/// </summary>
internal static class Chart
{
    private const int Width = 720;
    private const int Left = 150;
    private const int Right = 150;
    private const int Top = 58;
    private const int RowHeight = 30;
    private const int BarHeight = 18;

    private const string Style = """
        text { font: 13px system-ui, sans-serif; fill: #1f2933 } .quiet { fill: #52606d } .title { font-weight: 600; font-size: 15px }
        .read { fill: #2f6fb3 } .write { fill: #b7622b }
        .line { stroke: #9aa5b1; stroke-dasharray: 3 3 } .track { fill: #9aa5b1; fill-opacity: .18 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e4e7eb } .quiet { fill: #a6b1bd } .read { fill: #6ea8e6 } .write { fill: #e39a63 }
        }
        """;

    public static string Of(IReadOnlyCollection<ScenarioResult> results)
    {
        var ratios = results.Any(result => result.Baseline is not null);
        var values = results.Select(result => ratios ? result.Ratio ?? 0 : result.Api.Rate).ToList();
        var full = Math.Max(ratios ? 1 : 0, values.Append(double.Epsilon).Max());
        var height = Top + (RowHeight * results.Count) + 12;
        const int FullWidth = Width - Left - Right;

        var svg = new StringBuilder();
        svg.AppendLine(Text($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {height}' role='img'>"));
        svg.AppendLine($"<title>{Title(ratios)}</title>\n<style>\n{Style}\n</style>");
        svg.AppendLine(Text($"<text class='title' x='12' y='24'>{Title(ratios)}</text>"));
        svg.AppendLine(Text($"<rect class='read' x='12' y='36' width='10' height='10'/><text class='quiet' x='28' y='46'>reads</text>"));
        svg.AppendLine(Text($"<rect class='write' x='80' y='36' width='10' height='10'/><text class='quiet' x='96' y='46'>writes</text>"));
        foreach (var (index, (result, value)) in results.Zip(values).Index())
        {
            var y = Top + (RowHeight * index);
            var title = WebUtility.HtmlEncode(result.Scenario.Title);
            var kind = result.Scenario.Writes ? "write" : "read";
            var width = FullWidth * value / full;
            svg.AppendLine(Text($"<text x='{Left - 10}' y='{y + 14}' text-anchor='end'>{title}</text>"));
            svg.AppendLine(Text($"<rect class='track' x='{Left}' y='{y}' width='{FullWidth}' height='{BarHeight}' rx='3'/>"));
            svg.AppendLine(Text($"<rect class='{kind}' x='{Left}' y='{y}' width='{width:0.#}' height='{BarHeight}' rx='3'/>"));
            svg.AppendLine(Text($"<text x='{Left + FullWidth + 10}' y='{y + 14}'>{Label(result, ratios)}</text>"));
        }

        if (ratios)
        {
            var x = Left + (FullWidth / full);
            svg.AppendLine(Text($"<line class='line' x1='{x:0.#}' x2='{x:0.#}' y1='{Top - 6}' y2='{height - 10}'/>"));
            svg.AppendLine(Text($"<text class='quiet' x='{x:0.#}' y='{Top - 12}' text-anchor='middle'>baseline</text>"));
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Title(bool ratios) =>
        ratios ? "The API's requests a second, as a ratio to the baseline's" : "The API's requests a second";

    private static string Label(ScenarioResult result, bool ratios) => ratios
        ? $"{Table.Ratio(result)}  <tspan class='quiet'>{Table.Whole(result.Api.Rate)} req/s</tspan>"
        : Table.Whole(result.Api.Rate);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
