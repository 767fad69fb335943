namespace Conduit.WebFrontend.Articles;

/// <summary>
/// A table has as many cells as its longest row in every row, however short the others are: a few kilobytes of wide and long ones would
/// become gigabytes of page.
/// </summary>
internal static class TableSize
{
    private const int MostCells = 20_000;

    /// <summary>Whether all tables that the text can hold are small enough to be shown as such.</summary>
    public static bool IsSensible(ReadOnlySpan<char> markdown)
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

        return cells + (rows * columns) <= MostCells;
    }
}
