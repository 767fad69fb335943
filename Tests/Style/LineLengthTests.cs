namespace Conduit.Tests.Style;

/// <summary>No analyzer limits the length of a line.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 140;

    [Fact]
    public void Source_has_no_line_of_more_than_140_columns()
    {
        var longLines = SourceFiles.WithExtension(".cs", ".razor", ".js", ".lua", ".sh", ".md")
            .SelectMany(file => File.ReadLines(SourceFiles.FullPath(file))
                .Index()
                .Where(line => line.Item.Length > MaxColumns && !IsTableRow(file, line.Item))
                .Select(line => $"{file}:{line.Index + 1} has {line.Item.Length} columns"))
            .ToList();

        Assert.True(longLines.Count == 0, string.Join('\n', longLines));
    }

    // Markdown cannot break the row of a table.
    private static bool IsTableRow(string file, string line) => file.EndsWith(".md", StringComparison.Ordinal) && line.StartsWith('|');
}
