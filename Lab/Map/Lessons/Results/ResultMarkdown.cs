using System.Globalization;
using System.Text;

namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>A result as a document that can be saved.</summary>
internal static class ResultMarkdown
{
    // Readable on light and on dark backgrounds, because a document does not know which it will have.
    private const string TextColor = "#6b7a72";

    public static string Of(Lesson lesson, LessonResult result)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {lesson.Title}").AppendLine();
        text.AppendLine(lesson.Question).AppendLine();
        text.AppendLine(result.Sentence).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"![{lesson.Figure.Name} by phase]({Image(result.Chart)})").AppendLine();
        text.AppendLine(Table(result)).AppendLine();
        text.AppendLine(lesson.Why).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {result.Machine}, {result.At:yyyy-MM-dd HH:mm} UTC.");
        foreach (var problem in result.Problems) text.AppendLine().AppendLine(problem);
        return text.ToString();
    }

    /// <summary>The figures as a table, aligned so that it is also readable as plain text.</summary>
    public static string Table(LessonResult result)
    {
        var rows = new List<string[]> { (string[])["", .. result.Phases] };
        rows.AddRange(result.Rows.Select(row => (string[])
        [
            row.Unit.Length > 0 ? $"{row.Name}, {row.Unit}" : row.Name,
            .. row.Values.Select(value => value is { } number ? LessonNumber.Write(number) : LessonNumber.None),
        ]));
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var lines = rows.Select(row => Line(row, widths)).ToList();
        lines.Insert(1, $"| {string.Join(" | ", widths.Select((width, column) => Rule(width, column)))} |");
        return string.Join('\n', lines);
    }

    private static string Line(string[] row, int[] widths) =>
        $"| {string.Join(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])))} |";

    private static string Rule(int width, int column)
    {
        var dashes = new string('-', Math.Max(width - 1, 2));
        return column == 0 ? dashes + "-" : dashes + ":";
    }

    private static string Image(string svg) => "data:image/svg+xml;base64,"
        + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.Replace("currentColor", TextColor, StringComparison.Ordinal)));
}
