using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>HEAD works wherever GET does.</summary>
[Collection(SharedApplication.Name)]
public sealed class HeadTests(WholeApplication whole)
{
    [Theory]
    [InlineData("/api/articles", HttpStatusCode.OK)]
    [InlineData("/api/tags", HttpStatusCode.OK)]
    [InlineData("/api/articles/nothing-here-1", HttpStatusCode.NotFound)]
    [InlineData("/api/user", HttpStatusCode.Unauthorized)]
    [InlineData("/api/openapi.json", HttpStatusCode.OK)]
    [InlineData("/api/docs", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/login", HttpStatusCode.OK)]
    [InlineData("/sitemap.xml", HttpStatusCode.OK)]
    [InlineData("/default-avatar.svg", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    public async Task Head_has_the_status_of_get_and_no_body(string path, HttpStatusCode expected)
    {
        using var http = whole.Application.App.CreateHttpClient("edge", "http");
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        request.Headers.CacheControl = new() { NoStore = true };

        using var answer = await http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }
}
