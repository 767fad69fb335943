using System.Net;
using System.Net.Http.Headers;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>How the edge delivers pictures of the media service, and what happens without that service.</summary>
public sealed class PictureDeliveryTests
{
    private const string Picture = "/media/17-0123456789abcdef/160.webp";
    private const string Policy = "default-src 'none'; sandbox";

    [Fact]
    public async Task A_picture_comes_from_the_cache_whatever_cookies_and_encodings_the_client_has()
    {
        await using var media = await Origin.StartAsync(ServeAsync);
        await using var edge = await StartAsync(media.Address);
        using var http = edge.Client();

        using var first = await http.GetAsync(Picture);
        http.DefaultRequestHeaders.Add("Cookie", "conduit=ticket");
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, br");
        using var second = await http.GetAsync(Picture);
        using var request = new HttpRequestMessage(HttpMethod.Get, Picture) { Headers = { IfNoneMatch = { second.Headers.ETag! } } };
        using var same = await http.SendAsync(request);

        Assert.Equal(("miss", "hit"), (first.Cache(), second.Cache()));
        Assert.Equal((HttpStatusCode.NotModified, 1), (same.StatusCode, media.Requests.Count));
        Assert.Equal("0123456789", await second.Content.ReadAsStringAsync());
        Assert.All([first, second], answer =>
        {
            Assert.Equal(Policy, answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        });
    }

    [Theory]
    [InlineData("bytes=2-4", null, 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", null, 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-2", null, 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=8-99", null, 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=2-4", "\"a\"", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=2-4", "\"b\"", 200, "0123456789", null)]
    [InlineData("bytes=10-", null, 416, "", "bytes */10")]
    [InlineData("bytes=-0", null, 416, "", "bytes */10")]
    [InlineData("bytes=1-2,4-5", null, 200, "0123456789", null)]
    [InlineData("lines=1-2", null, 200, "0123456789", null)]
    public async Task A_part_of_a_picture_comes_from_the_cached_picture(
        string range, string? ifRange, int status, string body, string? contentRange)
    {
        await using var media = await Origin.StartAsync(ServeAsync);
        await using var edge = await StartAsync(media.Address);
        using var http = edge.Client();

        foreach (var cache in (string[])["miss", "hit"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Picture);
            request.Headers.TryAddWithoutValidation("Range", range);
            if (ifRange is not null) request.Headers.IfRange = new RangeConditionHeaderValue(ifRange);
            using var part = await http.SendAsync(request);

            Assert.Equal((status, cache, body), ((int)part.StatusCode, part.Cache(), await part.Content.ReadAsStringAsync()));
            Assert.Equal(contentRange, part.Content.Headers.ContentRange?.ToString());
        }

        Assert.Single(media.Requests);
    }

    [Fact]
    public async Task A_cached_picture_is_served_while_the_media_service_is_down_and_everything_else_of_it_is_503()
    {
        await using var api = await Origin.StartAsync(context => context.Response.WriteAsync("{}"));
        var media = await Origin.StartAsync(ServeAsync);
        await using var edge = await StartAsync(media.Address, api.Address);
        using var http = edge.Client();
        using var before = await http.GetAsync(Picture);
        await media.DisposeAsync();

        using var cached = await http.GetAsync(Picture);
        using var other = await http.GetAsync("/media/18-0123456789abcdef/160.webp");
        using var upload = await http.PostAsync("/media", new ByteArrayContent(new byte[1000]));
        using var rest = await http.GetAsync("/api/tags");

        Assert.Equal((HttpStatusCode.OK, "hit"), (cached.StatusCode, cached.Cache()));
        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        await AssertUnavailableAsync(other);
        await AssertUnavailableAsync(upload);
    }

    [Fact]
    public async Task Without_a_media_service_its_addresses_are_503_and_the_rest_works()
    {
        await using var origin = await Origin.StartAsync(context => context.Response.WriteAsync("{}"));
        await using var edge = await OwnEdge.StartAsync([origin.Address]);
        using var http = edge.Client();

        using var picture = await http.GetAsync(Picture);
        using var rest = await http.GetAsync("/");

        await AssertUnavailableAsync(picture);
        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
    }

    [Theory]
    [InlineData("/media/uses/article-1")]
    [InlineData("/Media/Uses/article-1")]
    [InlineData("/media/uses")]
    public async Task Clients_cannot_reach_the_list_of_used_pictures(string path)
    {
        await using var media = await Origin.StartAsync(ServeAsync);
        await using var edge = await StartAsync(media.Address);
        using var http = edge.Client();

        using var answer = await http.PutAsync(path, new StringContent("{}"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("\"errors\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(media.Requests);
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("\"errors\":{\"server\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<OwnEdge> StartAsync(Uri media, Uri? others = null) =>
        OwnEdge.StartAsync([others ?? media], ("services__media__http__0", media.ToString()));

    private static Task ServeAsync(HttpContext context)
    {
        Assert.False(context.Request.Headers.ContainsKey("Cookie"));
        var headers = context.Response.Headers;
        (headers.ETag, headers.CacheControl, headers.ContentSecurityPolicy) = ("\"a\"", "public, max-age=31536000, immutable", Policy);
        headers.SetCookie = "spy=1";
        context.Response.ContentType = "image/webp";
        return context.Response.WriteAsync("0123456789");
    }
}
