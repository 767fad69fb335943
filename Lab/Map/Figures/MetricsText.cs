using System.Globalization;
using System.Runtime.CompilerServices;

namespace Conduit.Lab.Map.Figures;

/// <summary>Reads the text format of Prometheus.</summary>
internal static class MetricsText
{
    /// <summary>The series of the text; comments and lines that cannot be read are skipped.</summary>
    public static async IAsyncEnumerable<Series> ReadAsync(
        TextReader text, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await text.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0 && line[0] != '#' && Parse(line) is { } series) yield return series;
        }
    }

    private static Series? Parse(string line)
    {
        var open = line.IndexOf('{', StringComparison.Ordinal);
        var end = open < 0 ? line.IndexOf(' ', StringComparison.Ordinal) : line.LastIndexOf('}') + 1;
        if (end <= 0) return null;

        // A time stamp may follow the value.
        var value = line.AsSpan(end).Trim();
        if (value.IndexOf(' ') is var space and > 0) value = value[..space];
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new(line[..(open < 0 ? end : open)], open < 0 ? "" : line[open..end], number)
            : null;
    }
}

/// <summary>One series: a name, labels as <c>{a="1",b="2"}</c>, and a value.</summary>
internal readonly record struct Series(string Name, string Labels, double Value)
{
    /// <summary>The value of a label; empty when the series does not have it.</summary>
    public string Label(string name)
    {
        foreach (var before in (ReadOnlySpan<char>)['{', ','])
        {
            var start = Labels.IndexOf($"{before}{name}=\"", StringComparison.Ordinal);
            if (start < 0) continue;
            start += name.Length + 3;
            // No value that is read here contains a quotation mark.
            return Labels[start..Labels.IndexOf('"', start)];
        }

        return "";
    }
}
