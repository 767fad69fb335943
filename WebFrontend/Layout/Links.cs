namespace Conduit.WebFrontend.Layout;

/// <summary>The addresses of this site.</summary>
internal static class Links
{
    public static string Article(string slug) => $"/article/{Uri.EscapeDataString(slug)}";

    public static string Favorite(string slug) => $"{Article(slug)}/favorite";

    public static string Unfavorite(string slug) => $"{Article(slug)}/unfavorite";

    public static string DeleteArticle(string slug) => $"{Article(slug)}/delete";

    public static string DeleteComment(string slug, long id) => FormattableString.Invariant($"{Article(slug)}/comments/{id}/delete");

    public static string Comments(string slug, int page) => FormattableString.Invariant($"{Article(slug)}?comments={page}#comments");

    public static string Editor(string slug) => $"/editor/{Uri.EscapeDataString(slug)}";

    public static string Profile(string username) => $"/profile/{Uri.EscapeDataString(username)}";

    public static string Favorites(string username) => $"{Profile(username)}/favorites";

    public static string Follow(string username) => $"{Profile(username)}/follow";

    public static string Unfollow(string username) => $"{Profile(username)}/unfollow";

    public static string Tag(string tag) => $"/tag/{Uri.EscapeDataString(tag)}";

    public static string Search(string text) => $"/search?q={Uri.EscapeDataString(text)}";

    public static string Rss(string page) => $"{page}/rss";

    /// <summary>The absolute address of a path of this site.</summary>
    public static string Absolute(this HttpRequest request, string path) => $"{request.Scheme}://{request.Host}{path}";

    /// <summary>Decodes a path segment completely: routing decodes everything except an escaped slash.</summary>
    public static string Unescape(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
