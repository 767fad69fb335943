using System.Globalization;
using System.Xml.Linq;
using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Layout;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Syndication;

/// <summary>The articles for search engines, in parts, as far back as a list goes.</summary>
internal static class Sitemap
{
    private const int PartSize = 500;
    private const int AtOnce = 100;
    private const int Farthest = 100_000;
    private static readonly XNamespace Names = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static async Task<ContentHttpResult> IndexAsync(HttpRequest request, ConduitApi api)
    {
        var total = (await api.ListArticlesAsync(1, 0)).OrThrow().ArticlesCount;
        var parts = (int)Math.Clamp((total + PartSize - 1) / PartSize, 1, Farthest / PartSize);
        return Answer(request, new XElement(Names + "sitemapindex", Enumerable.Range(1, parts).Select(part =>
            new XElement(Names + "sitemap", new XElement(Names + "loc", request.Absolute(string.Create(CultureInfo.InvariantCulture, $"/sitemap/{part}.xml")))))));
    }

    public static async Task<Results<ContentHttpResult, NotFound>> PartAsync(int part, HttpRequest request, ConduitApi api)
    {
        if (part > Farthest / PartSize) return TypedResults.NotFound();

        var articles = new List<Article>();
        for (var offset = (part - 1) * PartSize; offset < part * PartSize; offset += AtOnce)
        {
            var page = (await api.ListArticlesAsync(AtOnce, offset)).OrThrow().Articles;
            articles.AddRange(page);
            if (page.Count < AtOnce) break;
        }

        return Answer(request, new XElement(Names + "urlset", articles.DistinctBy(article => article.Slug).Select(article => new XElement(
            Names + "url",
            new XElement(Names + "loc", request.Absolute(Links.Article(article.Slug))),
            new XElement(Names + "lastmod", article.UpdatedAt.ToString("O", CultureInfo.InvariantCulture))))));
    }

    public static ContentHttpResult Robots(HttpRequest request) => TypedResults.Text($"""
        User-agent: *
        Disallow: /api/
        Disallow: /editor
        Disallow: /login
        Disallow: /notifications
        Disallow: /register
        Disallow: /search
        Disallow: /settings
        Sitemap: {request.Absolute("/sitemap.xml")}

        """);

    private static ContentHttpResult Answer(HttpRequest request, XElement root)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}", "application/xml");
    }
}
