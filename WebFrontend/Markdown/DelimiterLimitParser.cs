using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Conduit.WebFrontend.Markdown;

/// <summary>
/// Limits the work of Markdig's parsers of links and emphasis in a paragraph, a heading or a table: the rest after the limit is plain
/// text. It must come before these parsers.
/// </summary>
/// <remarks>
/// Every open delimiter contains the text that follows, and Markdig descends to the innermost one for each piece of text. After <c>](</c>
/// it reads to the end of the address, which nested parentheses extend. Both are quadratic in the length of the block.
/// </remarks>
internal sealed class DelimiterLimitParser : InlineParser
{
    /// <summary>The greatest number of delimiters of links and emphasis in a block.</summary>
    public const int MaxDelimiters = 2_000;

    /// <summary>The greatest number of characters of a block that are read to find the ends of addresses.</summary>
    public const int MaxAddressCharacters = 200_000;

    public DelimiterLimitParser() => OpeningCharacters = ['!', '[', ']', '*', '_', '~', '^', '+', '='];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var (delimiter, next) = (slice.CurrentChar, slice.PeekChar());
        if (delimiter == '!' && next != '[') return false;
        // Markdig clears the states when it begins a block.
        if (processor.ParserStates[Index] is not BlockWork work) processor.ParserStates[Index] = work = new BlockWork();
        work.Delimiters++;
        if (delimiter == ']' && next == '(') work.AddressCharacters += CharactersToSpace(slice);
        if (work.Delimiters <= MaxDelimiters && work.AddressCharacters <= MaxAddressCharacters) return false;

        var start = processor.GetSourcePosition(slice.Start, out var line, out var column);
        processor.Inline =
            new LiteralInline
            {
                Content = slice,
                Line = line,
                Column = column,
                Span = new SourceSpan(start, processor.GetSourcePosition(slice.End))
            };
        slice.Start = slice.End + 1;
        return true;
    }

    private static int CharactersToSpace(StringSlice slice)
    {
        var rest = slice.AsSpan();
        var space = rest.IndexOfAny(' ', '\t', '\n');
        return space < 0 ? rest.Length : space;
    }

    private sealed class BlockWork
    {
        public int Delimiters { get; set; }

        public long AddressCharacters { get; set; }
    }
}
