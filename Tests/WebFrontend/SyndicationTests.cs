using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.WebFrontend;

/// <summary>Feeds, sitemap and metadata for other programs.</summary>
[Collection(SharedApplication.Name)]
public sealed partial class SyndicationTests(WholeApplication whole)
{
    private HttpClient Http => whole.Application.App.CreateHttpClient("edge", "http");

    [Fact]
    public async Task Authors_and_tags_have_a_feed()
    {
        var author = await whole.Application.Visitor().RegisterAsync("syndicated");
        var tag = $"c# & more {Guid.NewGuid().ToString("N")[..8]}";
        var slug = await author.PublishAsync("Ünïcode & <angles>", tag);

        foreach (var page in (string[])[$"/profile/{author.Name}", $"/tag/{Uri.EscapeDataString(tag)}"])
        {
            using var answer = await Http.GetAsync($"{page}/rss");
            Assert.Equal("application/rss+xml", answer.Content.Headers.ContentType?.MediaType);
            var item = Assert.Single(XDocument.Parse(await answer.Content.ReadAsStringAsync()).Descendants("item"));
            Assert.Equal("Ünïcode & <angles>", item.Element("title")?.Value);
            Assert.Equal(tag, item.Element("category")?.Value);
            var site = whole.Application.App.GetEndpoint("edge", "http");
            Assert.Equal($"{site}article/{Uri.EscapeDataString(slug)}", item.Element("link")?.Value);
        }

        using var missing = await Http.GetAsync("/profile/nobody-at-all/rss");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Search_engines_find_every_article()
    {
        var author = await whole.Application.Visitor().RegisterAsync("mapped");
        var slug = await author.PublishAsync("On the map");

        var robots = await Http.GetStringAsync("/robots.txt");
        var index = XDocument.Parse(await Http.GetStringAsync(new Uri(SitemapLine().Match(robots).Groups[1].Value).PathAndQuery));
        var location = index.Descendants().First(element => element.Name.LocalName is "loc").Value;
        var part = XDocument.Parse(await Http.GetStringAsync(new Uri(location).PathAndQuery));

        Assert.Contains(
            part.Descendants().Where(element => element.Name.LocalName is "loc"),
            element => element.Value.EndsWith($"/article/{slug}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Article_page_has_metadata_for_link_previews()
    {
        var author = await whole.Application.Visitor().RegisterAsync("linked");
        var slug = await author.PublishAsync("</script><script>alert(1)</script>", "one", "two");

        var page = await Http.GetStringAsync($"/article/{slug}");

        var data = JsonDocument.Parse(LinkedData().Match(page).Groups[1].Value).RootElement;
        Assert.Equal("</script><script>alert(1)</script>", data.GetProperty("headline").GetString());
        Assert.Equal(author.Name, data.GetProperty("author").GetProperty("name").GetString());
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("property=\"og:description\"", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("Sitemap: (\\S+)")]
    private static partial Regex SitemapLine();

    [GeneratedRegex("<script type=\"application/ld(?:\\+|&#x2B;)json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex LinkedData();
}
