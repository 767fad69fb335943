using Markdig.Syntax;

namespace Conduit.Tests.Style;

/// <summary>A few rules of markdownlint.</summary>
public sealed class MarkdownStyleTests
{
    [Fact]
    public void A_document_has_one_title_and_no_skipped_heading_level()
    {
        var faults = new List<string>();
        foreach (var file in MarkdownFile.All)
        {
            var level = 0;
            foreach (var heading in file.Document.Descendants<HeadingBlock>())
            {
                if (heading.Level == 1 && level > 0) faults.Add(file.At(heading, "is a second title"));
                if (heading.Level > level + 1) faults.Add(file.At(heading, $"skips from level {level} to {heading.Level}"));
                level = heading.Level;
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void A_code_block_is_fenced_and_names_its_language()
    {
        var faults = MarkdownFile.All
            .SelectMany(file => file.Document.Descendants<CodeBlock>()
                .Where(block => block is not FencedCodeBlock { Info.Length: > 0 })
                .Select(block => file.At(block, "is code without a language")))
            .ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void A_line_has_no_trailing_space_and_the_file_ends_with_one_newline()
    {
        var faults = MarkdownFile.All
            .SelectMany(file => file.Text.Split('\n')
                .Index()
                .Where(line => line.Item.EndsWith(' ') || line.Item.Contains('\t'))
                .Select(line => $"{file.Path}:{line.Index + 1} ends with a space or has a tab"))
            .Concat(MarkdownFile.All
                .Where(file => !file.Text.EndsWith('\n') || file.Text.EndsWith("\n\n", StringComparison.Ordinal))
                .Select(file => $"{file.Path} does not end with one newline"))
            .ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
