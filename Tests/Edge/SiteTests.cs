using System.Net;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>Which hosts are the site's, whose forwarded headers count, and that clients use https where they should.</summary>
public sealed class SiteTests
{
    private static readonly (string Name, string Value) Hosts = ("Site__Hosts", "www.example.org *.example.net");

    [Theory]
    [InlineData("/", "www.example.org", null, HttpStatusCode.OK)]
    [InlineData("/", "WWW.example.org:8443", null, HttpStatusCode.OK)]
    [InlineData("/", "one.example.net", null, HttpStatusCode.OK)]
    [InlineData("/", "evil.test", null, HttpStatusCode.BadRequest)]
    [InlineData("/api/articles", "evil.test", null, HttpStatusCode.BadRequest)]
    [InlineData("/", "www.example.org.evil.test", null, HttpStatusCode.BadRequest)]
    [InlineData("/", "www.example.org", "evil.test", HttpStatusCode.BadRequest)]
    [InlineData("/", "evil.test", "www.example.org", HttpStatusCode.OK)]
    [InlineData("/api/articles", "edge", null, HttpStatusCode.OK)]
    [InlineData("/alive", "10.0.0.7", null, HttpStatusCode.OK)]
    public async Task Edge_refuses_requests_for_other_hosts(string path, string host, string? forwarded, HttpStatusCode expected)
    {
        await using var origin = await Origin.StartAsync(context => context.Response.WriteAsync("content"));
        await using var edge = await OwnEdge.StartAsync([origin.Address], Hosts);
        using var http = edge.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (forwarded is not null) request.Headers.Add("X-Forwarded-Host", forwarded);

        using var answer = await http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("Site__Hosts", "", "Site:Hosts is missing")]
    [InlineData("Site__Hosts", "https://www.example.org", "Site:Hosts has 'https://www.example.org'")]
    [InlineData("Site__Proxies", "10.0.0.0/99", "Site:Proxies has '10.0.0.0/99'")]
    public async Task Edge_stops_with_one_line_when_a_setting_of_the_site_is_bad(string name, string value, string expected)
    {
        var (code, errors) = await OwnEdge.FailAsync((name, value));

        Assert.Equal(1, code);
        Assert.Contains(expected, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", "203.0.113.9", "203.0.113.9")]
    [InlineData("true", "203.0.113.9", "203.0.113.9")]
    [InlineData("false", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("true", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9")]
    [InlineData("true", "198.51.100.1, 10.2.0.1", "10.2.0.1")]
    public async Task Visitor_is_the_last_address_that_is_no_configured_proxy(
        string enabledByFramework, string forwardedFor, string visitor)
    {
        await using var origin = await Origin.StartAsync(context =>
            context.Response.WriteAsync(context.Request.Headers["X-Forwarded-For"].ToString()));
        await using var edge =
            await OwnEdge.StartAsync(
                [origin.Address], ("Site__Proxies", "10.1.0.0/16"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", enabledByFramework));
        using var http = edge.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/articles");
        request.Headers.Add("X-Forwarded-For", forwardedFor);

        using var answer = await http.SendAsync(request);

        Assert.Equal(visitor, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Edge_redirects_to_https_and_sends_HSTS_when_TLS_ends_in_front()
    {
        await using var origin = await Origin.StartAsync(context => context.Response.WriteAsync("content"));
        await using var edge = await OwnEdge.StartAsync([origin.Address], Hosts, ("Site__Https", "true"));
        using var http = edge.Client();

        using var plain = await SendAsync(http, "/article/one?a=b", "www.example.org", scheme: null);
        using var secure = await SendAsync(http, "/article/one", "www.example.org", scheme: "https");
        using var probe = await SendAsync(http, "/alive", "10.0.0.7", scheme: null);
        using var service = await SendAsync(http, "/api/articles", "edge", scheme: null);

        Assert.Equal(HttpStatusCode.PermanentRedirect, plain.StatusCode);
        Assert.Equal("https://www.example.org/article/one?a=b", plain.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, secure.StatusCode);
        Assert.StartsWith("max-age=", secure.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
        Assert.Equal(HttpStatusCode.OK, service.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/articles")]
    [InlineData("/alive")]
    public async Task Every_response_forbids_guessing_its_type(string path)
    {
        await using var origin = await Origin.StartAsync(context => context.Response.WriteAsync("content"));
        await using var edge = await OwnEdge.StartAsync([origin.Address]);
        using var http = edge.Client();

        using var answer = await http.GetAsync(path);

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string path, string host, string? scheme)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (scheme is not null) request.Headers.Add("X-Forwarded-Proto", scheme);
        return http.SendAsync(request);
    }
}
