using System.Globalization;
using System.Xml.Linq;
using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Layout;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Syndication;

/// <summary>The articles for search engines, in parts, up to the greatest offset of a list.</summary>
internal static class Sitemap
{
    private const int PartSize = 500;
    private const int PageSize = 100;
    private const int MaxArticles = 100_000;
    private static readonly XNamespace Names = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static async Task<ContentHttpResult> IndexAsync(HttpRequest request, ConduitApi api)
    {
        var total = (await api.ListArticlesAsync(1, 0)).OrThrow().ArticlesCount;
        var parts = (int)Math.Clamp((total + PartSize - 1) / PartSize, 1, MaxArticles / PartSize);
        var sitemaps =
            from part in Enumerable.Range(1, parts)
            let path = string.Create(CultureInfo.InvariantCulture, $"/sitemap/{part}.xml")
            select new XElement(Names + "sitemap", new XElement(Names + "loc", request.Absolute(path)));
        return Xml(request, new XElement(Names + "sitemapindex", sitemaps));
    }

    public static async Task<Results<ContentHttpResult, NotFound>> PartAsync(int part, HttpRequest request, ConduitApi api)
    {
        if (part > MaxArticles / PartSize) return TypedResults.NotFound();

        var articles = new List<Article>();
        for (var offset = (part - 1) * PartSize; offset < part * PartSize; offset += PageSize)
        {
            var page = (await api.ListArticlesAsync(PageSize, offset)).OrThrow().Articles;
            articles.AddRange(page);
            if (page.Count < PageSize) break;
        }

        var addresses = articles.DistinctBy(article => article.Slug).Select(article => new XElement(
            Names + "url",
            new XElement(Names + "loc", request.Absolute(Links.Article(article.Slug))),
            new XElement(Names + "lastmod", article.UpdatedAt.ToString("O", CultureInfo.InvariantCulture))));
        return Xml(request, new XElement(Names + "urlset", addresses));
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

    private static ContentHttpResult Xml(HttpRequest request, XElement root)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}", "application/xml");
    }
}
