using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>Hostile clients neither get past the edge nor take it down, and others are served meanwhile.</summary>
[Collection(Alone.Name)]
public sealed class HostileTests(HostileTests.OneEdge one) : IClassFixture<HostileTests.OneEdge>
{
    private const string Smuggled = "GET /api/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    public static TheoryData<string> Smugglers => new(
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}",
        "POST /api/x HTTP/1.1\r\nHost: localhost\r\n"
        + $"Content-Length: {Smuggled.Length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: {Smuggled.Length}\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n\r\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;\n{Smuggled}",
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: +0\r\n\r\n{Smuggled}");

    public static TheoryData<string> Ambiguous => new(
        $"POST /api/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0, {Smuggled.Length}\r\n\r\n{Smuggled}",
        "GET /api/x HTTP/1.1\r\nHost: localhost\r\nX: y\r\n\0: z\r\nContent-Length: 0\r\n\r\n",
        "GET /api/x HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n");

    /// <summary>However the edge parses the first request, no server reads a part of its body as another request.</summary>
    [Theory]
    [MemberData(nameof(Smugglers))]
    public async Task No_request_is_smuggled_in_another(string bytes)
    {
        one.Origin.Requests.Clear();

        var response = await RawClient.SendAsync(one.Edge.Address, bytes, TimeSpan.FromMilliseconds(300));

        // Bytes after a complete request are the client's own next request: then the edge answers both separately.
        var responses = response.Split("HTTP/1.1 ").Length - 1;
        Assert.InRange(one.Origin.Requests.Count, 0, responses);
        Assert.InRange(one.Origin.Requests.Count(request => request == "GET /api/smuggled"), 0, Math.Max(0, responses - 1));
    }

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task Ambiguous_request_is_refused(string bytes)
    {
        one.Origin.Requests.Clear();

        var response = await RawClient.SendAsync(one.Edge.Address, bytes, TimeSpan.FromMilliseconds(300));

        Assert.StartsWith("HTTP/1.1 400", response, StringComparison.Ordinal);
        Assert.Empty(one.Origin.Requests);
    }

    [Theory]
    [InlineData("/api/../health/epochs")]
    [InlineData("/api/%2e%2e/health/epochs")]
    [InlineData("/api/%2E%2E%2Fhealth/epochs")]
    [InlineData("/api/..%2fhealth/epochs")]
    [InlineData("/api/..%5chealth/epochs")]
    [InlineData("/api/..\\health/epochs")]
    [InlineData("/api/%252e%252e/health/epochs")]
    [InlineData("//health/epochs")]
    [InlineData("/api//../health/epochs")]
    [InlineData("/api/./../health/epochs")]
    [InlineData("/api/%00/../health/epochs")]
    [InlineData("/api/articles%00.css")]
    [InlineData("/api/%c0%ae%c0%ae/health/epochs")]
    [InlineData("http://other.example/api/../health/epochs")]
    [InlineData("/edge/servers")]
    [InlineData("/api/../edge/servers")]
    public async Task No_path_leads_an_API_server_out_of_its_API(string target)
    {
        one.Origin.Requests.Clear();

        var request = $"GET {target} HTTP/1.1\r\nHost: {one.Edge.Address.Authority}\r\nConnection: close\r\n\r\n";
        var answer = await RawClient.SendAsync(one.Edge.Address, request);

        Assert.Matches("^HTTP/1.1 (200|400|401|404) ", answer);
        Assert.All(one.Origin.Requests, received => Assert.Matches("^GET /api/", received));
        Assert.DoesNotContain(one.Origin.Requests, received => received.Split('/', '\\').Contains(".."));
        Assert.DoesNotContain("| api-1 |", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a header of 40 kB", 40_000, 1, 431)]
    [InlineData("200 headers", 10, 200, 431)]
    public async Task Headers_have_limits(string what, int length, int count, int status)
    {
        var headers = string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: {new string('x', length)}\r\n"));

        var answer = await RawClient.SendAsync(one.Edge.Address, $"GET /api/tags HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");

        Assert.True(answer.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal), $"{what}: {answer}");
    }

    [Fact]
    public async Task A_target_has_a_limit() =>
        Assert.StartsWith(
            "HTTP/1.1 414",
                await RawClient.SendAsync(one.Edge.Address, $"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                    StringComparison.Ordinal);

    /// <summary>A client that sends its whole body before it reads also receives the refusal.</summary>
    [Theory]
    [InlineData((1 << 20) + 1, false)]
    [InlineData((1 << 20) + 1, true)]
    [InlineData(20 << 20, false)]
    [InlineData(20 << 20, true)]
    public async Task A_body_has_a_limit_in_the_contracts_form(int length, bool inChunks)
    {
        one.Origin.Requests.Clear();
        using var http = one.Edge.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/articles") { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.TransferEncodingChunked = inChunks;
        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("""{"errors":{"body":["is too large"]}}""", await answer.Content.ReadAsStringAsync());
        Assert.Empty(one.Origin.Requests);
    }

    [Theory]
    [InlineData("GET /api/tags HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    [InlineData("POST /api/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")]
    public async Task Slow_client_is_disconnected_and_others_are_served(string begun)
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(one.Edge.Address.Host, one.Edge.Address.Port);
        await using var stream = slow.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(begun));
        var watch = Stopwatch.StartNew();
        var isCutOff = false;
        while (!isCutOff && watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            try
            {
                await stream.WriteAsync("x"u8.ToArray());
                if (slow.Available > 0 || slow.Client.Poll(0, SelectMode.SelectRead)) isCutOff = true;
            }
            catch (IOException)
            {
                isCutOff = true;
            }

            Assert.Equal(HttpStatusCode.OK, await StatusAsync());
            await Task.Delay(250);
        }

        Assert.True(isCutOff);
    }

    [LinuxFact]
    public async Task Clients_are_served_when_ten_thousand_connections_are_idle()
    {
        var idle = new List<Socket>();
        try
        {
            for (var number = 0; number < 10_000; number++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                idle.Add(socket);
                await socket.ConnectAsync(one.Edge.Address.Host, one.Edge.Address.Port);
            }

            Assert.Equal(HttpStatusCode.OK, await StatusAsync());
        }
        finally
        {
            foreach (var socket in idle) socket.Dispose();
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync());
    }

    private async Task<HttpStatusCode> StatusAsync()
    {
        using var http = one.Edge.Client();
        using var answer = await http.GetAsync("/api/tags");
        return answer.StatusCode;
    }

    public sealed class OneEdge : IAsyncLifetime
    {
        internal Origin Origin { get; private set; } = null!;

        internal Origin Pages { get; private set; } = null!;

        internal OwnEdge Edge { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Origin = await Origin.StartAsync(AnswerAsync);
            Pages = await Origin.StartAsync(AnswerAsync);
            Edge = await OwnEdge.StartAsync(
                [Origin.Address],
                ("Kestrel__Limits__RequestHeadersTimeout", "00:00:02"),
                ("Edge__Key", "a key"),
                ("services__web__http__0", Pages.Address.ToString()));
        }

        public async Task DisposeAsync()
        {
            await Edge.DisposeAsync();
            await Origin.DisposeAsync();
            await Pages.DisposeAsync();
        }

        private static async Task AnswerAsync(HttpContext context)
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("{}");
        }
    }
}
