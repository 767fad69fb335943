using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Jobs;

namespace Conduit.Tests.WebFrontend;

/// <summary>Pictures come from allowed hosts only, so that no other host learns about readers.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class PicturesTests(ShortTimeoutsApplication.Started fixture)
{
    private const string Allowed = $"https://{ShortTimeoutsApplication.PictureHost}/me.png";

    [Theory]
    [InlineData(Allowed, Allowed)]
    [InlineData("https://elsewhere.example.net/me.png", "/default-avatar.svg")]
    [InlineData($"https://{ShortTimeoutsApplication.PictureHost}.elsewhere.example.net/me.png", "/default-avatar.svg")]
    public async Task Avatars_of_other_hosts_are_the_default_one(string image, string shown)
    {
        var person = await fixture.Application.Visitor().RegisterAsync("pictured");
        using var changed = await person.Http.PutAsJsonAsync("/api/user", new { user = new { image } });
        changed.EnsureSuccessStatusCode();

        var page = await person.Http.GetStringAsync($"/profile/{person.Name}");

        Assert.Contains($"<img class=\"user-img\" src=\"{shown}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Articles_and_the_content_security_policy_allow_the_same_hosts()
    {
        var author = await fixture.Application.Visitor().RegisterAsync("illustrated");
        var body = $"![here]({Allowed}) ![there](https://elsewhere.example.net/spy.png)";
        var article = new { title = "Pictures", description = "two", body };
        var slug = await author.PublishArticleAsync(article);

        using var http = fixture.Application.App.CreateHttpClient("edge", "http");
        using var page = await http.GetAsync($"/article/{slug}");
        var text = await page.Content.ReadAsStringAsync();

        Assert.Contains(Allowed, text, StringComparison.Ordinal);
        Assert.DoesNotContain("spy.png", text, StringComparison.Ordinal);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains($"img-src 'self' {ShortTimeoutsApplication.PictureHost};", policy, StringComparison.Ordinal);
    }
}
