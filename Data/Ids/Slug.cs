using System.Text;

namespace Conduit.Data.Ids;

/// <summary>
/// An article's name in addresses: its title in lower-case letters and digits of any script, then its id in base 36. Only the id resolves,
/// so a slug outlives a change of title.
/// </summary>
public static class Slug
{
    private const int MaxTitleRunes = 80;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>The slug of an article.</summary>
    public static string Of(string title, long id)
    {
        var slug = new StringBuilder(title.Length + 12);
        var runes = 0;
        foreach (var rune in title.EnumerateRunes())
        {
            if (runes == MaxTitleRunes) break;
            if (Rune.IsLetterOrDigit(rune) || IsMark(rune))
            {
                slug.Append(Rune.ToLowerInvariant(rune).ToString());
                runes++;
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
                runes++;
            }
        }

        if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        return slug.Append(Encode(id)).ToString();
    }

    /// <summary>Reads the id that ends a slug; false when there is none.</summary>
    public static bool TryReadId(string slug, out long id)
    {
        id = 0;
        var digits = slug.AsSpan(slug.LastIndexOf('-') + 1);
        if (digits.IsEmpty || digits.Length > 11 || digits[0] == '0') return false;
        foreach (var digit in digits)
        {
            var value = Digits.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0) return false;
            id = id * 36 + value;
        }

        return id <= ConduitId.Max;
    }

    // Scripts such as Devanagari write vowels as marks on letters: without them the word changes.
    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static string Encode(long id)
    {
        Span<char> text = stackalloc char[11];
        var at = text.Length;
        do
        {
            text[--at] = Digits[(int)(id % 36)];
            id /= 36;
        }
        while (id > 0);
        return new string(text[at..]);
    }
}
