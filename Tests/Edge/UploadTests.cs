using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>Uploads pass through as they arrive, within limits of their own, and reach one server only.</summary>
public sealed class UploadTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("/media")]
    [InlineData("/media/")]
    [InlineData("/editor/picture")]
    [InlineData("/settings/picture")]
    public async Task Upload_reaches_the_server_while_the_client_still_sends(string path)
    {
        var begun = new TaskCompletionSource();
        await using var origin = await Origin.StartAsync(async context =>
        {
            var buffer = new byte[64 * 1024];
            long length = 0;
            while (await context.Request.Body.ReadAsync(buffer) is var count and > 0)
            {
                length += count;
                begun.TrySetResult();
            }

            await context.Response.WriteAsync($"{length}");
        });
        await using var edge = await StartAsync([origin.Address]);
        using var http = edge.Client();
        var pipe = new Pipe();

        var upload = http.PostAsync(path, new StreamContent(pipe.Reader.AsStream()));
        await pipe.Writer.WriteAsync(new byte[Megabyte]);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        for (var part = 0; part < 8; part++) await pipe.Writer.WriteAsync(new byte[Megabyte]);
        await pipe.Writer.CompleteAsync();
        using var answer = await upload;

        Assert.Equal($"{9 * Megabyte}", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/media", true, 422, "{\"errors\":{\"body\":[\"is too large\"]}}")]
    [InlineData("/media", false, 422, "{\"errors\":{\"body\":[\"is too large\"]}}")]
    [InlineData("/editor/picture", true, 413, "The request is too large")]
    [InlineData("/editor/picture", false, 413, "The request is too large")]
    public async Task Upload_that_is_too_large_is_refused(string path, bool hasLength, int status, string text)
    {
        await using var origin = await Origin.StartAsync(DrainAsync);
        await using var edge = await StartAsync([origin.Address], ("Edge__UploadMegabytes", "1"));
        using var http = edge.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[2 * Megabyte]) };
        request.Headers.TransferEncodingChunked = !hasLength;

        using var answer = await http.SendAsync(request);
        using var next = await http.PostAsync(path, new ByteArrayContent(new byte[Megabyte]));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Upload_is_sent_to_one_server_even_when_that_server_is_lost()
    {
        await using var one = await Origin.StartAsync(LoseAsync);
        await using var other = await Origin.StartAsync(LoseAsync);
        await using var edge = await StartAsync([one.Address, other.Address]);
        using var http = edge.Client();
        http.DefaultRequestHeaders.Add("Idempotency-Key", "a key");

        using var answer = await http.PostAsync("/media", new ByteArrayContent(new byte[Megabyte]));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("\"errors\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(one.Requests.Concat(other.Requests));

        static async Task LoseAsync(HttpContext context)
        {
            await context.Request.Body.ReadExactlyAsync(new byte[1000]);
            context.Abort();
        }
    }

    [Fact]
    public async Task Uploads_in_progress_are_limited_and_occupy_nothing_else()
    {
        var goOn = new TaskCompletionSource();
        var held = new ConcurrentQueue<string>();
        await using var origin = await Origin.StartAsync(async context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method)) return;
            held.Enqueue(context.Request.Path);
            await goOn.Task;
        });
        await using var edge = await StartAsync(
            [origin.Address], ("Edge__Uploads", "2"), ("Edge__MaxConcurrentRequests", "1"), ("Edge__QueueLimit", "0"));
        using var http = edge.Client();

        // Those of the pages and those of the media service have separate limits: the former wait for the latter.
        var begun = ((string[])["/media", "/media", "/editor/picture", "/settings/picture"]).Select(PostAsync).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(held.Count == 4), "four uploads are in progress");
        using var refused = await PostAsync("/media");
        using var refusedPage = await PostAsync("/editor/picture");
        using var page = await http.GetAsync("/");
        goOn.SetResult();
        var done = await Task.WhenAll(begun);

        Assert.Equal(
            [HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            [refused.StatusCode, refusedPage.StatusCode, page.StatusCode]);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.All(done, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

        Task<HttpResponseMessage> PostAsync(string path) => http.PostAsync(path, new ByteArrayContent(new byte[1000]));
    }

    [Fact]
    public async Task Address_has_no_more_uploads_in_progress_than_its_limit()
    {
        var goOn = new TaskCompletionSource();
        await using var origin = await Origin.StartAsync(_ => goOn.Task);
        await using var edge = await StartAsync([origin.Address], ("Edge__UploadsPerAddress", "1"), ("Edge__Key", "a key"));
        using var http = edge.Client();
        using var peer = edge.Client();
        peer.DefaultRequestHeaders.Add("X-Conduit-Key", "a key");

        var first = http.PostAsync("/media", new ByteArrayContent(new byte[1000]));
        await Eventually.TrueAsync(() => Task.FromResult(origin.Requests.Count == 1), "an upload is in progress");
        using var second = await http.PostAsync("/media", new ByteArrayContent(new byte[1000]));
        var fromServer = peer.PostAsync("/media", new ByteArrayContent(new byte[1000]));
        await Eventually.TrueAsync(() => Task.FromResult(origin.Requests.Count == 2), "a web server's upload is in progress");
        goOn.SetResult();

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [(await first).StatusCode, (await fromServer).StatusCode]);
    }

    [Fact]
    public async Task Upload_that_does_not_end_in_time_is_refused_and_no_fault_of_the_server()
    {
        await using var origin = await Origin.StartAsync(DrainAsync);
        await using var edge = await StartAsync([origin.Address], ("Edge__UploadTimeout", "00:00:01"), ("Edge__Key", "a key"));
        using var http = edge.Client();
        http.DefaultRequestHeaders.Add("X-Conduit-Key", "a key");

        using var slow = await HeldConnection.OpenAsync(
            edge.Address, "POST /media HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nthe beginning");
        var answer = await slow.ReadAsync().WaitAsync(TimeSpan.FromSeconds(20));
        var servers = await http.GetStringAsync("/edge/servers");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("\"errors\":{\"body\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("| unhealthy |", servers, StringComparison.Ordinal);
    }

    private static Task<OwnEdge> StartAsync(Uri[] media, params (string Name, string Value)[] settings)
    {
        var servers = media.Index()
            .Select(one => (FormattableString.Invariant($"services__media__http__{one.Index}"), one.Item.ToString()));
        return OwnEdge.StartAsync(media[..1], [.. servers, .. settings]);
    }

    private static Task DrainAsync(HttpContext context) => context.Request.Body.CopyToAsync(Stream.Null);
}
