namespace Conduit.WebFrontend.Markdown;

/// <summary>
/// Limits the size of tables. Markdig fills every row to the length of the longest one, so a few kilobytes of text could become gigabytes
/// of HTML.
/// </summary>
internal static class TableSize
{
    private const int MaxCells = 20_000;

    /// <summary>Whether all tables of the text together are small enough to be rendered.</summary>
    public static bool IsWithinLimit(ReadOnlySpan<char> markdown)
    {
        long cells = 0, rows = 0, columns = 0;
        foreach (var line in markdown.EnumerateLines())
        {
            if (line.IsWhiteSpace())
            {
                cells += rows * columns;
                rows = columns = 0;
            }
            else
            {
                rows++;
                columns = Math.Max(columns, line.Count('|'));
            }
        }

        return cells + (rows * columns) <= MaxCells;
    }
}
