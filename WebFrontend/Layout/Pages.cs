using System.Globalization;

namespace Conduit.WebFrontend.Layout;

/// <summary>The pagination of a list with ten items on a page.</summary>
public sealed record Pages(string Path, int Number, long Items)
{
    public const int Size = 10;

    // The last page within the greatest offset of the API.
    private const int Last = 10_000;

    /// <summary>A gap between page numbers.</summary>
    public const int Gap = 0;

    public int Count => (int)Math.Min((Items + Size - 1) / Size, Last);

    public string Address => AddressOf(Number);

    /// <summary>The first page, the last one and those around the current one, with gaps between them.</summary>
    public IEnumerable<int> Numbers
    {
        get
        {
            var previous = 0;
            for (var number = 1; number <= Count; number = Next(number))
            {
                if (number > previous + 1) yield return Gap;
                yield return number;
                previous = number;
            }
        }
    }

    public static int NumberFrom(string? query) =>
        int.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, Last) : 1;

    public static long OffsetOf(int number) => (number - 1L) * Size;

    public string AddressOf(int number) => number <= 1
        ? Path
        : string.Create(CultureInfo.InvariantCulture, $"{Path}{(Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}page={number}");

    private int Next(int number)
    {
        const int Around = 2;
        if (Count <= 10) return number + 1;
        if (number < Number - Around) return Math.Max(number + 1, Number - Around);
        if (number < Number + Around) return number + 1;
        return Math.Max(number + 1, Count);
    }
}
