using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Conduit.WebFrontend.Markdown;

/// <summary>
/// Limits for texts that take more than linear time: quotes and lists nested in one line, which Markdig closes level by level; underlined
/// headings, each of which it searches for among all earlier blocks; definitions of links, each of which it removes from the front of its
/// paragraph; and thousands of siblings, each of which the sanitizer searches for among the others.
/// </summary>
internal static class BlockLimits
{
    /// <summary>The greatest nesting of block quotes and list items in one line; slightly less than the limit of Markdig itself.</summary>
    public const int MaxNesting = 100;

    /// <summary>The greatest number of setext heading underlines.</summary>
    public const int MaxUnderlines = 2_000;

    /// <summary>The greatest number of link reference definitions.</summary>
    public const int MaxDefinitions = 1_000;

    /// <summary>The greatest number of sibling blocks, list items, table rows or inlines.</summary>
    public const int MaxSiblings = 4_000;

    /// <summary>Whether a parsed text stays within the limit of siblings. Takes linear time.</summary>
    public static bool IsWithin(MarkdownDocument document) =>
        document.Count <= MaxSiblings && document.Descendants().All(HasFewChildren);

    /// <summary>Whether the text stays within the limits of lines. Takes linear time.</summary>
    public static bool IsWithin(ReadOnlySpan<char> markdown)
    {
        var (underlines, definitions) = (0, 0);
        foreach (var line in markdown.EnumerateLines())
        {
            if (IsUnderline(line) && ++underlines > MaxUnderlines) return false;
            if (line.Contains("]:", StringComparison.Ordinal) && ++definitions > MaxDefinitions) return false;
            if (NestingOf(line) > MaxNesting) return false;
        }

        return true;
    }

    private static bool HasFewChildren(MarkdownObject node) => node switch
    {
        ContainerBlock block => block.Count <= MaxSiblings,
        LeafBlock { Inline: { } inlines } => inlines.Count() <= MaxSiblings,
        ContainerInline inlines => inlines.Count() <= MaxSiblings,
        _ => true,
    };

    private static bool IsUnderline(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        return text.Length > 0 && text[0] is '=' or '-' && text.TrimStart(text[0]).IsEmpty;
    }

    private static int NestingOf(ReadOnlySpan<char> line)
    {
        var nesting = 0;
        while (true)
        {
            line = line.TrimStart();
            var marker = MarkerLength(line);
            if (marker == 0) return nesting;
            nesting++;
            line = line[marker..];
        }
    }

    // The marker of a quote, of a list item, or of a numbered item.
    private static int MarkerLength(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty) return 0;
        if (line[0] == '>') return 1;
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        var length = digits > 0 && line[digits] is '.' or ')' ? digits + 1 : line[0] is '-' or '*' or '+' ? 1 : 0;
        return length > 0 && line.Length > length && line[length] is ' ' or '\t' ? length : 0;
    }
}
