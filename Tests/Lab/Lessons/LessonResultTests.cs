using System.Xml.Linq;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Lessons.Catalog;
using Conduit.Lab.Map.Lessons.Results;

namespace Conduit.Tests.Lab.Lessons;

/// <summary>A result says the same as sentence, chart, table and document.</summary>
public sealed class LessonResultTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2, 8.4, "P50: 2 ms (before), 8.4 ms (after): 4.2 times as much.")]
    [InlineData(1000, 20, "P50: 1,000 ms (before), 20 ms (after): 50 times less.")]
    [InlineData(10, 10.5, "P50: 10 ms (before), 10.5 ms (after): about the same.")]
    [InlineData(0, 3, "P50: 0 ms (before), 3 ms (after).")]
    public void Sentence_compares_the_first_phase_with_the_last(double before, double after, string sentence) =>
        Assert.Equal(sentence, ResultOf(before, after).Sentence);

    [Fact]
    public void Sentence_compares_the_phases_that_the_lesson_names()
    {
        var lesson = LessonCatalog.All[0] with { From = "before", To = "between" };

        var result = LessonResult.Of(lesson, [PhaseOf("before", 2), PhaseOf("between", 4), PhaseOf("after", 90)], At, []);

        Assert.Equal("P50: 2 ms (before), 4 ms (between): 2 times as much.", result.Sentence);
    }

    [Fact]
    public void Sentence_adds_what_is_counted()
    {
        var lesson = LessonCatalog.All[0] with { Figure = LessonFigure.Lost };

        var result = LessonResult.Of(lesson, [PhaseOf("before", 1) with { Lost = 2 }, PhaseOf("after", 1) with { Lost = 1 }], At, []);

        Assert.Equal("Acknowledged writes lost: 3 in all phases.", result.Sentence);
    }

    [Fact]
    public void Share_of_a_server_is_a_row_of_its_own()
    {
        var lesson = LessonCatalog.All[0] with { Figure = LessonFigure.ShareOf("api-3") };
        var servers = new Dictionary<string, double> { ["api-1"] = 60, ["api-3"] = 20 };

        var result = LessonResult.Of(lesson, [PhaseOf("before", 1), PhaseOf("after", 1) with { Servers = servers }], At, []);

        Assert.Equal([null, 25], result.Rows.Single(row => row.Name == "requests to api-3").Values);
    }

    [Fact]
    public void Sentence_says_when_a_phase_has_no_figure() =>
        Assert.Equal("The p50 could not be measured in each phase.", ResultOf(null, 1).Sentence);

    [Fact]
    public void Table_has_a_row_for_each_figure_that_says_something()
    {
        var lines = ResultMarkdown.Table(ResultOf(1.5, 12.34)).Split('\n');

        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
        Assert.Contains("before | after", lines[0], StringComparison.Ordinal);
        Assert.Equal(["p50, ms", "1.5", "12.3"], Cells(lines.Single(line => line.Contains("p50", StringComparison.Ordinal))));
        Assert.Equal(["errors, /s", "0", "0"], Cells(lines.Single(line => line.Contains("errors", StringComparison.Ordinal))));
        Assert.DoesNotContain(lines, line => line.Contains("jobs due", StringComparison.Ordinal));
    }

    [Fact]
    public void Chart_is_well_formed_without_styles_and_document_contains_it_and_the_machine()
    {
        var result = ResultOf(1, 4);

        var bars = XDocument.Parse(result.Chart).Descendants().Where(element => element.Name.LocalName == "rect").ToList();
        Assert.Equal(4, (double)bars[1].Attribute("width")! / (double)bars[0].Attribute("width")!, precision: 1);
        Assert.DoesNotContain("style", result.Chart, StringComparison.Ordinal);
        Assert.Contains("](data:image/svg+xml;base64,", result.Markdown, StringComparison.Ordinal);
        Assert.Contains($"Measured on {result.Machine}, 2026-11-30 08:00 UTC.", result.Markdown, StringComparison.Ordinal);
        Assert.Contains($"{Environment.ProcessorCount} cores", result.Machine, StringComparison.Ordinal);
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static LessonResult ResultOf(double? before, double? after) =>
        LessonResult.Of(LessonCatalog.All[0], [PhaseOf("before", before), PhaseOf("after", after)], At, []);

    private static PhaseFigures PhaseOf(string name, double? p50) => new(
        name,
        10,
        new FigureSample(0, 100, 0, p50, null, null, new Dictionary<string, double?>(), 1, 2, null, 0),
        new Dictionary<string, double>(),
        Failed: null,
        Longest: null,
        Checked: null,
        Stale: null,
        Lost: null);
}
