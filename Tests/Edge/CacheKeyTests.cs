using Conduit.Edge.Caching;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

public sealed class CacheKeyTests
{
    private static readonly string[] PersonalCookies = ["conduit"];

    [Fact]
    public void Equal_requests_have_one_key() => Assert.Equal(KeyOf(Request()), KeyOf(Request()));

    [Fact]
    public void Head_has_the_key_of_get() => Assert.Equal(KeyOf(Request()), KeyOf(Request(request => request.Method = "HEAD")));

    [Fact]
    public void Every_part_of_the_address_and_the_encoding_are_in_the_key()
    {
        string?[] keys =
        [
            KeyOf(Request()),
            KeyOf(Request(request => request.Scheme = "https")),
            KeyOf(Request(request => request.Host = new("other.example"))),
            KeyOf(Request(request => request.Path = "/api/tags/")),
            KeyOf(Request(request => request.QueryString = new("?limit=2"))),
            CacheKey.Of(Request(), PersonalCookies, "br"),
        ];

        Assert.All(keys, key => Assert.NotNull(key));
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("Authorization", "Token x")]
    [InlineData("Range", "bytes=0-1")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Cookie", "other=1; conduit=ticket")]
    public void Personal_or_special_request_has_no_key(string header, string value) =>
        Assert.Null(KeyOf(Request(request => request.Headers.Append(header, value))));

    [Fact]
    public void Write_has_no_key() => Assert.Null(KeyOf(Request(request => request.Method = "POST")));

    [Fact]
    public void Long_target_has_no_key() =>
        Assert.Null(KeyOf(Request(request => request.QueryString = new($"?q={new string('x', 3000)}"))));

    [Fact]
    public void Cookie_that_identifies_no_user_does_not_matter() =>
        Assert.Equal(KeyOf(Request()), KeyOf(Request(request => request.Headers.Cookie = "theme=dark")));

    private static string? KeyOf(HttpRequest request) => CacheKey.Of(request, PersonalCookies, ContentEncodings.None);

    private static HttpRequest Request(Action<HttpRequest>? change = null)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host, request.Path) = ("GET", "http", new("localhost"), "/api/tags");
        change?.Invoke(request);
        return request;
    }
}
