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
    private const int Most = 20;

    public static async Task<Results<FileContentHttpResult, NotFound>> OfAuthorAsync(string username, HttpRequest request, ConduitApi api)
    {
        var name = Links.Unescape(username);
        var profile = await api.GetProfileAsync(name);
        if (profile.NotFound) return TypedResults.NotFound();

        var list = await api.ListArticlesAsync(Most, 0, $"author={Uri.EscapeDataString(name)}");
        return Answer($"{name} on Conduit", profile.OrThrow().Bio ?? $"Articles by {name}", Links.Profile(name), list, request);
    }

    public static async Task<Results<FileContentHttpResult, NotFound>> OfTagAsync(string tag, HttpRequest request, ConduitApi api)
    {
        var name = Links.Unescape(tag);
        var list = await api.ListArticlesAsync(Most, 0, $"tag={Uri.EscapeDataString(name)}");
        return Answer($"{name} on Conduit", $"Articles about {name}", Links.Tag(name), list, request);
    }

    private static FileContentHttpResult Answer(string title, string about, string page, ApiResult<ArticleList> list, HttpRequest request)
    {
        var articles = list.OrThrow().Articles;
        var feed = new SyndicationFeed(Text(title), Text(about), new Uri(request.Absolute(page)), articles.Select(article => ToItem(article, request)))
        {
            LastUpdatedTime = articles.Count > 0 ? articles.Max(article => article.CreatedAt) : DateTimeOffset.UnixEpoch,
        };
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
            new Rss20FeedFormatter(feed, serializeExtensionsAsAtom: false).WriteTo(writer);
        request.HttpContext.Response.Headers.CacheControl = "no-cache";
        return TypedResults.File(stream.ToArray(), "application/rss+xml; charset=utf-8");
    }

    private static SyndicationItem ToItem(Article article, HttpRequest request)
    {
        var address = new Uri(request.Absolute(Links.Article(article.Slug)));
        var item = new SyndicationItem(Text(article.Title), Text(article.Description), address, address.AbsoluteUri, article.UpdatedAt) { PublishDate = article.CreatedAt };
        foreach (var tag in article.TagList) item.Categories.Add(new SyndicationCategory(Text(tag)));
        return item;
    }

    // Some letters that a text may have, XML has no form for.
    private static string Text(string text) => string.Concat(text.Where(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter)));
}
