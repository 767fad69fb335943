using System.Globalization;

namespace Conduit.WebFrontend.Comments;

/// <summary>A page of an article's comments, newest first.</summary>
public sealed record CommentPage(int Number)
{
    private const int Size = 50;

    // The last page within the greatest offset of the API.
    private const int Last = 2_000;

    /// <summary>One more than the page shows, to find out whether there is a next page.</summary>
    public int Limit => Size + 1;

    public int Offset => (Number - 1) * Size;

    public static CommentPage From(string? query) =>
        new(int.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, Last) : 1);

    public IEnumerable<T> Shown<T>(IReadOnlyList<T> comments) => comments.Take(Size);

    public bool HasNext<T>(IReadOnlyList<T> comments) => comments.Count > Size && Number < Last;
}
