namespace Conduit.WebFrontend.Articles;

internal static class ArticlesRegistration
{
    public static void AddArticles(this WebApplicationBuilder builder) => builder.Services.AddSingleton<MarkdownRenderer>();
}
