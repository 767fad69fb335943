using System.Net;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>Limits for one client, so that capacity remains for others.</summary>
public sealed class ClientLimitTests
{
    private const string Get = "GET /api/tags HTTP/1.1\r\nHost: localhost\r\n";

    [Fact]
    public async Task Address_has_no_more_connections_than_its_limit_and_loses_idle_ones_only()
    {
        var goOn = new TaskCompletionSource();
        await using var origin = await Origin.StartAsync(context =>
            context.Request.Path == "/api/slow" ? goOn.Task : context.Response.WriteAsync("{}"));
        await using var edge = await OwnEdge.StartAsync([origin.Address], ("Edge__ConnectionsPerAddress", "20"), ("Edge__Key", "a key"));
        using var http = edge.Client();
        using var peer = await HeldConnection.OpenAsync(edge.Address, $"{Get}X-Conduit-Key: a key\r\n\r\n");
        using var stranger = await HeldConnection.OpenAsync(edge.Address, $"{Get}X-Conduit-Key: another key\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await peer.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await stranger.ReadAsync(), StringComparison.Ordinal);
        var slow = http.GetAsync("/api/slow");
        await Eventually.TrueAsync(() => Task.FromResult(origin.Requests.Contains("GET /api/slow")), "the request is at the server");
        var idle = new List<HeldConnection>();
        try
        {
            for (var number = 0; number < 100; number++) idle.Add(await HeldConnection.OpenAsync(edge.Address, ""));
            await Eventually.TrueAsync(() => Task.FromResult(idle.Count(one => !one.IsClosed) <= 20), "the first are closed");
            using var other = edge.Client();
            using var answer = await other.GetAsync("/api/tags");
            goOn.SetResult();

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [answer.StatusCode, (await slow).StatusCode]);
            Assert.False(idle[^1].IsClosed);
            Assert.Equal((false, true), (peer.IsClosed, stranger.IsClosed));
        }
        finally
        {
            foreach (var one in idle) one.Dispose();
        }
    }

    [Fact]
    public async Task Sign_ins_take_no_more_than_their_share_of_a_server()
    {
        var goOn = new TaskCompletionSource();
        await using var origin = await Origin.StartAsync(context =>
            HttpMethods.IsPost(context.Request.Method) ? goOn.Task : context.Response.WriteAsync("{}"));
        await using var edge =
            await OwnEdge.StartAsync(
                [origin.Address], ("Edge__MaxConcurrentRequests", "8"), ("Edge__QueueLimit", "0"), ("Edge__SignInPercent", "25"));
        using var http = edge.Client();

        var signIns = Enumerable.Range(0, 12).Select(_ => http.PostAsync("/api/users/login", new StringContent("{}"))).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(signIns.Count(one => one.IsCompleted) == 10), "all but two are refused");
        using var other = await http.GetAsync("/api/tags");
        var refused = await Task.WhenAll(signIns.Where(one => one.IsCompleted));
        goOn.SetResult();

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.All(refused, answer =>
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta)));
        Assert.Equal("""{"errors":{"request":["too many requests"]}}""", await refused[0].Content.ReadAsStringAsync());
        Assert.Equal(2, (await Task.WhenAll(signIns)).Count(answer => answer.StatusCode == HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_server_that_takes_too_long_for_one_request_stays_in_use()
    {
        var goOn = new TaskCompletionSource();
        await using var origin = await Origin.StartAsync(context =>
            context.Request.Path == "/api/slow" ? goOn.Task : context.Response.WriteAsync("{}"));
        await using var edge = await OwnEdge.StartAsync(
            [origin.Address], ("Edge__Key", "a key"), ("ReverseProxy__Clusters__api__HttpRequest__ActivityTimeout", "00:00:01"),
                ("ReverseProxy__Clusters__api__HealthCheck__Active__Interval", "00:00:20"));
        using var http = edge.Client();
        http.DefaultRequestHeaders.Add("X-Conduit-Key", "a key");
        await Eventually.TrueAsync(async () =>
            (await http.GetStringAsync("/edge/servers"))
                .Contains("| api-1 | " + origin.Address + " | healthy |", StringComparison.Ordinal), "it is in use");

        using var late = await http.GetAsync("/api/slow");
        var servers = await http.GetStringAsync("/edge/servers");
        goOn.SetResult();

        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Contains("| api-1 | " + origin.Address + " | healthy |", servers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_has_a_limit_of_event_streams_and_a_peer_has_none()
    {
        await using var origin = await Origin.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var edge = await OwnEdge.StartAsync([origin.Address], ("Edge__EventStreamsPerAddress", "2"), ("Edge__Key", "a key"));
        using var http = edge.Client();
        using var peer = edge.Client();
        peer.DefaultRequestHeaders.Add("X-Conduit-Key", "a key");

        using var first = await OpenAsync(http, "203.0.113.1");
        using var second = await OpenAsync(http, "203.0.113.1");
        using var third = await OpenAsync(http, "203.0.113.1");
        using var other = await OpenAsync(http, "203.0.113.2");
        using var own = await OpenAsync(peer, "203.0.113.1");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK, HttpStatusCode.OK],
            new[] { first, second, third, other, own }.Select(answer => answer.StatusCode));
    }

    /// <summary>A server recognizes the edge by its key, which the edge does not add to requests for its own endpoints.</summary>
    [Fact]
    public async Task Client_receives_neither_tags_nor_the_operator_key()
    {
        await using var origin = await Origin.StartAsync(context =>
        {
            context.Response.Headers["Surrogate-Key"] = "accounts/account%3A1";
            context.Response.Headers["Surrogate-Versions"] = "accounts=1:1:1";
            return context.Response.WriteAsync(
                $"{context.Request.Headers["Surrogate-Capability"]}|{context.Request.Headers["X-Conduit-Key"]}");
        });
        await using var edge = await OwnEdge.StartAsync([origin.Address], ("Edge__Key", "a key"));
        using var http = edge.Client();
        http.DefaultRequestHeaders.Add("Surrogate-Capability", "any");
        http.DefaultRequestHeaders.Add("Authorization", "Token any");

        using var stranger = await http.GetAsync("/api/tags");
        http.DefaultRequestHeaders.Remove("Authorization");
        using var admin = await http.GetAsync("/edge/servers");
        http.DefaultRequestHeaders.Add("Authorization", "Token any");
        http.DefaultRequestHeaders.Add("X-Conduit-Key", "a key");
        using var peer = await http.GetAsync("/api/tags");

        Assert.Equal(("|", "any|a key"), (await stranger.Content.ReadAsStringAsync(), await peer.Content.ReadAsStringAsync()));
        Assert.Equal((false, true), (stranger.Headers.Contains("Surrogate-Key"), peer.Headers.Contains("Surrogate-Key")));
        Assert.Equal(HttpStatusCode.Unauthorized, admin.StatusCode);
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient http, string visitor) => http.SendAsync(
        new HttpRequestMessage(HttpMethod.Get, "/live") { Headers = { { "X-Forwarded-For", visitor } } },
            HttpCompletionOption.ResponseHeadersRead);
}
