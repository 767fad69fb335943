namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>The answer of a run in one sentence: one phase against another, usually the first against the last.</summary>
internal static class ResultSentence
{
    public static string Of(Lesson lesson, IReadOnlyList<PhaseFigures> phases)
    {
        if (phases.Count == 0) return "Nothing was measured.";
        var figure = lesson.Figure;
        if (figure.IsTotal) return Total(figure, [.. phases.Select(figure.Value).OfType<double>()]);
        var first = phases.FirstOrDefault(phase => phase.Name == lesson.From) ?? phases[0];
        var last = phases.FirstOrDefault(phase => phase.Name == lesson.To) ?? phases[^1];
        if (figure.Value(first) is not { } before || figure.Value(last) is not { } after)
            return $"The {figure.Name} could not be measured in each phase.";

        var text = $"{Capital(figure.Name)}: {figure.Write(before)} ({first.Name}), {figure.Write(after)} ({last.Name})";
        return before > 0 && after > 0 ? $"{text}: {Ratio(after / before)}." : $"{text}.";
    }

    private static string Total(LessonFigure figure, IReadOnlyList<double> values) => values.Count > 0
        ? $"{Capital(figure.Name)}: {figure.Write(values.Sum())} in all phases."
        : $"The number of {figure.Name} could not be measured.";

    private static string Ratio(double ratio) => ratio switch
    {
        > .9 and < 1.1 => "about the same",
        >= 1.1 => $"{LessonNumber.Write(ratio)} times as much",
        _ => $"{LessonNumber.Write(1 / ratio)} times less",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
