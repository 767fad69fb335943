namespace Conduit.WebFrontend.Articles;

internal static class Links
{
    public static string Article(string slug) => $"/article/{Uri.EscapeDataString(slug)}";

    public static string Favorite(string slug) => $"{Article(slug)}/favorite";

    public static string Unfavorite(string slug) => $"{Article(slug)}/unfavorite";
}
