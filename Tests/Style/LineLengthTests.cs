using Conduit.Tests.Application;

namespace Conduit.Tests.Style;

/// <summary>No analyzer limits the length of a line.</summary>
public sealed class LineLengthTests
{
    private const int MaxColumns = 140;

    [Fact]
    public void Source_has_no_line_of_more_than_140_columns()
    {
        var longLines = Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(IsSource)
            .SelectMany(file => File.ReadLines(file)
                .Index()
                .Where(line => line.Item.Length > MaxColumns)
                .Select(line => $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1} has {line.Item.Length} columns"))
            .ToList();

        Assert.True(longLines.Count == 0, string.Join('\n', longLines));
    }

    // Built files and generated migrations are not written by hand.
    private static bool IsSource(string file)
    {
        var folders = Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar);
        return !folders.Any(folder => folder is "obj" or "bin" or "artifacts" or "Migrations");
    }
}
