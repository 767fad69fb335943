using System.Globalization;
using System.Net;
using System.Text;

namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>
/// A bar for each phase, as SVG. It has no style of its own, because the page's policy allows none, and takes the color of its
/// surroundings.
/// </summary>
internal static class ResultChart
{
    private const int Width = 640;
    private const int Left = 210;
    private const int Right = 110;
    private const int Top = 34;
    private const int RowHeight = 30;
    private const int BarHeight = 18;
    private const string BarColor = "#3a8f63";

    public static string Of(LessonFigure figure, IReadOnlyList<PhaseFigures> phases)
    {
        var values = phases.Select(figure.Value).ToList();
        var full = Math.Max(values.Max() ?? 0, double.Epsilon);
        var title = WebUtility.HtmlEncode(figure.Unit.Length > 0 ? $"{figure.Name}, {figure.Unit}" : figure.Name);
        var svg = new StringBuilder();
        svg.Append(Text($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {Width} {Top + (RowHeight * phases.Count)}' role='img' "));
        svg.Append(Text($"aria-label='{title} by phase' font-family='system-ui, sans-serif' font-size='13' fill='currentColor'>"));
        svg.Append(Text($"<text x='0' y='16' font-weight='600'>{title}</text>"));
        foreach (var (index, (phase, value)) in phases.Zip(values).Index())
        {
            var y = Top + (RowHeight * index);
            var width = (Width - Left - Right) * (value ?? 0) / full;
            svg.Append(Text($"<text x='{Left - 10}' y='{y + 14}' text-anchor='end'>{WebUtility.HtmlEncode(phase.Name)}</text>"));
            svg.Append(Text($"<rect x='{Left}' y='{y}' width='{width:0.#}' height='{BarHeight}' rx='3' fill='{BarColor}'/>"));
            svg.Append(Text($"<text x='{Left + width + 8:0.#}' y='{y + 14}'>{WebUtility.HtmlEncode(figure.Write(value))}</text>"));
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
