using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Layout;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Syndication;

/// <summary>The newest articles of an author or a tag as RSS 2.0.</summary>
internal static class Rss
{
    private const int MaxArticles = 20;

    public static async Task<Results<FileContentHttpResult, NotFound>> OfAuthorAsync(string username, HttpRequest request, ConduitApi api)
    {
        var name = Links.Unescape(username);
        var profile = await api.GetProfileAsync(name);
        if (profile.NotFound) return TypedResults.NotFound();

        var list = await api.ListArticlesAsync(MaxArticles, 0, $"author={Uri.EscapeDataString(name)}");
        return Feed($"{name} on Conduit", profile.OrThrow().Bio ?? $"Articles by {name}", Links.Profile(name), list, request);
    }

    public static async Task<Results<FileContentHttpResult, NotFound>> OfTagAsync(string tag, HttpRequest request, ConduitApi api)
    {
        var name = Links.Unescape(tag);
        var list = await api.ListArticlesAsync(MaxArticles, 0, $"tag={Uri.EscapeDataString(name)}");
        return Feed($"{name} on Conduit", $"Articles about {name}", Links.Tag(name), list, request);
    }

    private static FileContentHttpResult Feed(string title, string about, string page, ApiResult<ArticleList> list, HttpRequest request)
    {
        var articles = list.OrThrow().Articles;
        var items = articles.Select(article => ToItem(article, request));
        var feed = new SyndicationFeed(Text(title), Text(about), new Uri(request.Absolute(page)), items)
        {
            LastUpdatedTime = articles.Count > 0 ? articles.Max(article => article.CreatedAt) : DateTimeOffset.UnixEpoch,
        };
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var writer = XmlWriter.Create(stream, settings))
            new Rss20FeedFormatter(feed, serializeExtensionsAsAtom: false).WriteTo(writer);
        request.HttpContext.Response.Headers.CacheControl = "no-cache";
        return TypedResults.File(stream.ToArray(), "application/rss+xml; charset=utf-8");
    }

    private static SyndicationItem ToItem(Article article, HttpRequest request)
    {
        var address = new Uri(request.Absolute(Links.Article(article.Slug)));
        var (title, description) = (Text(article.Title), Text(article.Description));
        var item = new SyndicationItem(title, description, address, address.AbsoluteUri, article.UpdatedAt)
        {
            PublishDate = article.CreatedAt,
        };
        foreach (var tag in article.TagList) item.Categories.Add(new SyndicationCategory(Text(tag)));
        return item;
    }

    // Removes characters that a text may contain but XML cannot represent.
    private static string Text(string text) =>
        string.Concat(text.Where(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter)));
}
