using Conduit.WebFrontend.Markdown;

namespace Conduit.WebFrontend.Articles;

internal static class ArticlesExtensions
{
    public static void AddArticles(this WebApplicationBuilder builder) => builder.Services.AddSingleton<MarkdownRenderer>();

    public static void MapArticles(this WebApplication app)
    {
        app.MapFavorites();
        app.MapPreviews();
    }
}
