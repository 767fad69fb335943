namespace Conduit.WebFrontend.Syndication;

/// <summary>Endpoints for other programs: feeds of articles, and files for search engines.</summary>
internal static class SyndicationEndpoints
{
    public static void MapSyndication(this WebApplication app)
    {
        app.MapGet("/profile/{username}/rss", Rss.OfAuthorAsync);
        app.MapGet("/tag/{tag}/rss", Rss.OfTagAsync);
        app.MapGet("/sitemap.xml", Sitemap.IndexAsync);
        app.MapGet("/sitemap/{part:int:min(1)}.xml", Sitemap.PartAsync);
        app.MapGet("/robots.txt", Sitemap.Robots);
    }
}
