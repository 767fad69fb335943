using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>A user's picture is an address: one of this site's own pictures is stored as a path and answered absolute.</summary>
[Collection(SharedApplication.Name)]
public sealed class PictureTests(WholeApplication whole)
{
    private const string Path = "/media/17-0123456789abcdef/320.webp";

    [Theory]
    [InlineData(Path, Path)]
    [InlineData($"{Path}#1600x900-aabbcc", Path)]
    [InlineData($"http://127.0.0.1:1{Path}", Path)]
    [InlineData($"https://localhost{Path}#1600x900-aabbcc", Path)]
    public async Task Own_picture_is_stored_as_a_path_and_the_same_for_clients_of_every_host(string image, string stored)
    {
        var person = await whole.Application.Visitor().RegisterAsync("pictured");
        var slug = await person.PublishAsync("With a face");
        var site = person.Http.BaseAddress!;
        var expected = new Uri(site, stored).ToString();

        var user = (await SetAsync(person, image)).GetProperty("user");

        Assert.Equal(expected, ImageOf(user));
        var rows = await whole.Application.AskAsync<string>(
            "postgres-0", "accounts", $"select image from accounts where username = '{person.Name}'");
        Assert.Equal([stored], rows);
        foreach (var host in (string[])["localhost", "127.0.0.1"])
        {
            using var http = new HttpClient { BaseAddress = new UriBuilder(site) { Host = host }.Uri };
            var anyone = new Visitor(http).PastTheEdge();
            Assert.Equal(expected, ImageOf((await anyone.GetAsync($"/api/profiles/{person.Name}")).GetProperty("profile")));
            Assert.Equal(
                expected, ImageOf((await anyone.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty("author")));
            Assert.Equal(expected, ImageOf((await anyone.ListAsync($"?author={person.Name}"))[0].GetProperty("author")));
        }
    }

    [Theory]
    [InlineData("https://example.com/media/17-0123456789abcdef/320.webp")]
    [InlineData("http://localhost/media/17-0123456789abcdef/321.webp")]
    [InlineData("/media/elsewhere.png")]
    [InlineData("me.png")]
    public async Task Any_other_address_stays_as_it_is(string image)
    {
        var person = await whole.Application.Visitor().RegisterAsync("elsewhere");

        Assert.Equal(image, ImageOf((await SetAsync(person, image)).GetProperty("user")));
        Assert.Equal(image, ImageOf((await person.GetAsync($"/api/profiles/{person.Name}")).GetProperty("profile")));
    }

    private static Task<JsonElement> SetAsync(Visitor person, string image) =>
        person.SendAsync(HttpMethod.Put, "/api/user", new { user = new { image } });

    private static string? ImageOf(JsonElement person) => person.GetProperty("image").GetString();
}
