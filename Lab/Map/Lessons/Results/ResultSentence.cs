namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>The answer of a run in one sentence: the first phase against the last.</summary>
internal static class ResultSentence
{
    public static string Of(LessonFigure figure, IReadOnlyList<PhaseFigures> phases)
    {
        if (phases.Count == 0) return "Nothing was measured.";
        var (first, last) = (phases[0], phases[^1]);
        if (figure.Value(first) is not { } before || figure.Value(last) is not { } after)
            return $"The {figure.Name} could not be measured in each phase.";

        var text = $"{Capital(figure.Name)}: {figure.Write(before)} ({first.Name}), {figure.Write(after)} ({last.Name})";
        return before > 0 && after > 0 ? $"{text}: {Ratio(after / before)}." : $"{text}.";
    }

    private static string Ratio(double ratio) => ratio switch
    {
        > .9 and < 1.1 => "about the same",
        >= 1.1 => $"{LessonNumber.Write(ratio)} times as much",
        _ => $"{LessonNumber.Write(1 / ratio)} times less",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
