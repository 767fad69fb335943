namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>The result of a run, as the page shows and stores it.</summary>
/// <param name="Lesson">The lesson's name.</param>
/// <param name="Title">Its title.</param>
/// <param name="At">When the run ended.</param>
/// <param name="Machine">Where it ran.</param>
/// <param name="Phases">The names of the phases.</param>
/// <param name="Rows">A row for each figure.</param>
/// <param name="Sentence">The answer, in one sentence.</param>
/// <param name="Chart">The figure of the answer by phase, as SVG.</param>
/// <param name="Markdown">All of it as a document.</param>
/// <param name="Problems">What could not be put back.</param>
internal sealed record LessonResult(
    string Lesson,
    string Title,
    DateTimeOffset At,
    string Machine,
    IReadOnlyList<string> Phases,
    IReadOnlyList<ResultRow> Rows,
    string Sentence,
    string Chart,
    string Markdown,
    IReadOnlyList<string> Problems)
{
    public static LessonResult Of(
        Lesson lesson, IReadOnlyList<PhaseFigures> phases, DateTimeOffset at, IReadOnlyList<string> problems)
    {
        var result = new LessonResult(
            lesson.Name,
            lesson.Title,
            at,
            LocalMachine.Describe(),
            [.. phases.Select(phase => phase.Name)],
            RowsOf(lesson, phases),
            ResultSentence.Of(lesson, phases),
            ResultChart.Of(lesson.Figure, phases),
            Markdown: "",
            problems);
        return result with { Markdown = ResultMarkdown.Of(lesson, result) };
    }

    // Figures that no phase knows, and those that are zero in all phases and answer nothing, would only hide the others.
    private static List<ResultRow> RowsOf(Lesson lesson, IReadOnlyList<PhaseFigures> phases)
    {
        var servers = phases.SelectMany(phase => phase.Servers.Keys).Distinct().Order()
            .Select(server => new LessonFigure(server, "/s", phase =>
                phase.Servers.TryGetValue(server, out var rate) ? rate : null));
        return
        [
            .. LessonFigure.All.Append(lesson.Figure).Distinct().Concat(servers)
                .Select(figure => new ResultRow(figure.Name, figure.Unit, [.. phases.Select(figure.Value)]))
                .Where(row => row.Name == lesson.Figure.Name || IsAlwaysShown(row.Name) || row.Values.Any(value => value is > 0))
                .Where(row => row.Values.Any(value => value is not null)),
        ];
    }

    private static bool IsAlwaysShown(string name) =>
        name == LessonFigure.Errors.Name || name == LessonFigure.Failed.Name || name == LessonFigure.Stale.Name
        || name == LessonFigure.Lost.Name;
}

/// <summary>A figure in each phase; null: not known.</summary>
internal sealed record ResultRow(string Name, string Unit, IReadOnlyList<double?> Values);
