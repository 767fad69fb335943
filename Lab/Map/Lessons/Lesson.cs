using Conduit.Lab.Map.Lessons.Results;

namespace Conduit.Lab.Map.Lessons;

/// <summary>A lesson: a question, a prediction, and a script that answers it on the running system.</summary>
internal sealed record Lesson
{
    /// <summary>Its name in addresses and on the command line.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Question { get; init; }

    /// <summary>What a reader needs to know before, in 80 to 150 words.</summary>
    public required string Text { get; init; }

    /// <summary>The answers to choose from.</summary>
    public required IReadOnlyList<string> Predictions { get; init; }

    /// <summary>Which of them is right, from 0.</summary>
    public required int Right { get; init; }

    public required IReadOnlyList<LessonStep> Steps { get; init; }

    /// <summary>The figure that answers the question; the chart and the sentence of the result show it.</summary>
    public required LessonFigure Figure { get; init; }

    /// <summary>The phase that the sentence of the result begins with; null: the first one.</summary>
    public string? From { get; init; }

    /// <summary>The phase that it is compared with; null: the last one.</summary>
    public string? To { get; init; }

    /// <summary>The group of servers whose shares are in the result; null: none.</summary>
    public string? Servers { get; init; }

    public required string Why { get; init; }

    public required IReadOnlyList<CodePlace> Where { get; init; }

    public required IReadOnlyList<Reading> Reading { get; init; }

    /// <summary>About how long a run takes, when each phase is measured for so many seconds.</summary>
    public double EstimateSeconds(double seconds)
    {
        const double WarmUp = 3;
        const double ServerStart = 8;
        return Steps.Sum(step => step switch
        {
            Measure measure => seconds + (measure.Immediately ? 0 : WarmUp),
            Send => seconds + WarmUp,
            WaitForRequests => ServerStart,
            _ => 0,
        });
    }
}

/// <summary>A line of this project's code.</summary>
/// <param name="File">The file, from the solution's folder on.</param>
/// <param name="Line">A part of the line, as it stands there.</param>
/// <param name="About">What it does.</param>
internal sealed record CodePlace(string File, string Line, string About)
{
    /// <summary>The number of the line; null when the file has no such line.</summary>
    public int? FindLine()
    {
        var path = Path.Combine(Checkout.Folder, File);
        if (!System.IO.File.Exists(path)) return null;
        var found = System.IO.File.ReadLines(path).Index().FirstOrDefault(line => line.Item.Contains(Line, StringComparison.Ordinal));
        return found.Item is null ? null : found.Index + 1;
    }
}

/// <summary>A text elsewhere.</summary>
internal sealed record Reading(string Title, Uri Address);
