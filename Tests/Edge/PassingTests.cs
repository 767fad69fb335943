using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>How the edge forwards requests and responses.</summary>
public sealed class PassingTests
{
    [Fact]
    public async Task Edge_forwards_a_WebSocket()
    {
        await using var origin = await Origin.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[16];
            var message = await socket.ReceiveAsync(buffer, default);
            await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, endOfMessage: true, default);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        });
        await using var edge = await OwnEdge.StartAsync([origin.Address]);
        using var client = new ClientWebSocket();

        await client.ConnectAsync(new UriBuilder(edge.Address) { Scheme = "ws", Path = "/talk" }.Uri, default);
        await client.SendAsync(Encoding.UTF8.GetBytes("anybody?"), WebSocketMessageType.Text, endOfMessage: true, default);
        var echo = new byte[16];
        var received = await client.ReceiveAsync(echo, default);

        Assert.Equal("anybody?", Encoding.UTF8.GetString(echo, 0, received.Count));
    }

    [Theory]
    [InlineData("/live")]
    [InlineData("/live/")]
    [InlineData("/api/notifications/stream")]
    public async Task Streamed_response_arrives_in_parts(string path)
    {
        var goOn = new TaskCompletionSource();
        await using var origin = await Origin.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("data: second\n\n");
        });
        await using var edge = await OwnEdge.StartAsync([origin.Address]);
        using var http = edge.Client();

        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await reader.ReadLineAsync());
        goOn.SetResult();
        Assert.Equal("data: second", (await reader.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task Edge_speaks_HTTP_2_when_it_has_a_certificate()
    {
        using var folder = new TestFolder();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllBytesAsync(folder["edge.pfx"], certificate.Export(X509ContentType.Pfx, "test"));
        await using var origin = await Origin.StartAsync(context => context.Response.WriteAsync(context.Request.Scheme));
        await using var edge = await OwnEdge.StartAsync(
            [origin.Address],
            ("Kestrel__Certificates__Default__Path", folder["edge.pfx"]),
            ("Kestrel__Certificates__Default__Password", "test"));
        using var http = edge.Client();

        using var page = new HttpRequestMessage(HttpMethod.Get, "/");
        page.Version = HttpVersion.Version20;
        page.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var answer = await http.SendAsync(page);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version));
    }

    [Theory]
    [InlineData("from-the-client_1.2", true)]
    [InlineData("two words", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", false)]
    public async Task A_request_has_one_id_everywhere(string id, bool isKept)
    {
        await using var origin = await Origin.StartAsync(
            context => context.Response.WriteAsync(context.Request.Headers["X-Request-Id"].ToString()));
        await using var edge = await OwnEdge.StartAsync([origin.Address]);
        using var http = edge.Client();
        http.DefaultRequestHeaders.Add("X-Request-Id", id);

        using var answer = await http.GetAsync("/api/articles");

        var sent = Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        Assert.Equal(sent, await answer.Content.ReadAsStringAsync());
        Assert.Equal(isKept, sent == id);
        Assert.Matches("^[0-9A-Za-z._-]{1,64}$", sent);
    }

    [Theory]
    [InlineData("max-age=31536000, immutable", null, true)]
    [InlineData("max-age=31536000", null, false)]
    [InlineData("max-age=31536000, immutable, private", null, false)]
    [InlineData("max-age=31536000, immutable", "Origin", false)]
    public async Task Edge_caches_an_untagged_response_only_when_it_is_immutable(
        string cacheControl,
        string? vary,
        bool isKept)
    {
        await using var origin = await Origin.StartAsync(context =>
        {
            context.Response.Headers.CacheControl = cacheControl;
            context.Response.Headers.Vary = vary;
            return context.Response.WriteAsync("h1 {}");
        });
        await using var edge = await OwnEdge.StartAsync([origin.Address]);
        using var http = edge.Client();

        using var first = await http.GetAsync("/style.123.css");
        using var second = await http.GetAsync("/style.123.css");

        Assert.Equal(isKept ? "hit" : "miss", second.Cache());
        Assert.Equal(isKept ? 1 : 2, origin.Requests.Count);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Header_in_any_script_is_forwarded_and_not_counted_as_a_server_failure()
    {
        await using var origin = await Origin.StartAsync(
            context => context.Response.WriteAsync(context.Request.Headers["X-Name"].ToString()));
        await using var edge = await OwnEdge.StartAsync([origin.Address], ("Edge__Key", "a key"));
        var head = $"Host: {edge.Address.Authority}\r\nConnection: close\r\n";

        var answer = await RawClient.SendAsync(edge.Address, $"GET /api/tags HTTP/1.1\r\n{head}X-Name: \u00c3\u00a9\r\n\r\n");
        var servers = await RawClient.SendAsync(edge.Address, $"GET /edge/servers HTTP/1.1\r\n{head}X-Conduit-Key: a key\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("\u00c3\u00a9\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("| unhealthy |", servers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(204)]
    [InlineData(404)]
    public async Task Response_without_a_body_is_forwarded_unchanged(int status)
    {
        await using var origin = await Origin.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        await using var edge = await OwnEdge.StartAsync([origin.Address]);
        using var http = edge.Client();

        for (var round = 0; round < 2; round++)
        {
            using var answer = await http.GetAsync("/somewhere");
            Assert.Equal((status, "/elsewhere", "miss"), ((int)answer.StatusCode, $"{answer.Headers.Location}", answer.Cache()));
        }
    }

    [Theory]
    [InlineData("Edge__Balancing", "Fastest")]
    [InlineData("Edge__MaxConcurrentRequests", "0")]
    [InlineData("Edge__ServerQueue", "1")]
    [InlineData("Edge__CacheMegabytes", "lots")]
    [InlineData("Edge__ConnectionsPerAddress", "0")]
    [InlineData("Edge__RequestBodyGracePeriod", "00:00:01")]
    [InlineData("Edge__SignInPercent", "101")]
    [InlineData("Edge__StaleIfError__Api", "-00:00:01")]
    [InlineData("ConnectionStrings__freshness", "")]
    public async Task Edge_stops_with_one_line_that_names_a_bad_setting(string name, string value)
    {
        var (code, errors) = await OwnEdge.FailAsync((name, value));

        Assert.Equal(1, code);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(name.Split("__")[1], line, StringComparison.OrdinalIgnoreCase);
    }
}
