using System.Net;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>Clients that send or read slowly cost the edge a bounded amount of memory, and the servers nothing.</summary>
public sealed class SlowClientTests
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>With 256 MB all responses fit; with 16 MB the slowest clients are cut off.</summary>
    [Theory]
    [InlineData("256")]
    [InlineData("16")]
    public async Task A_slow_reader_holds_no_slot_when_the_server_is_done(string megabytes)
    {
        await using var origin = await Origin.StartAsync(async context =>
        {
            if (context.Request.Path != "/api/large") return;
            context.Response.ContentLength = 12 * Megabyte;
            for (var part = 0; part < 12; part++) await context.Response.Body.WriteAsync(new byte[Megabyte]);
        });
        await using var edge = await OwnEdge.StartAsync(
            [origin.Address], ("Edge__MaxConcurrentRequests", "2"), ("Edge__QueueLimit", "100"), ("Edge__QueueTimeout", "00:00:40"),
                ("Edge__ResponseBufferMegabytes", megabytes));
        using var http = edge.Client();
        var slow = new List<HeldConnection>();
        try
        {
            for (var number = 0; number < 5; number++)
                slow.Add(await HeldConnection.OpenAsync(edge.Address, "GET /api/large HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            await Eventually.TrueAsync(() => Task.FromResult(origin.Requests.Count == 5), "the server was sent all requests", seconds: 40);

            using var answer = await http.GetAsync("/api/tags");
            var large = await http.GetByteArrayAsync("/api/large");

            Assert.Equal((HttpStatusCode.OK, 12 * Megabyte), (answer.StatusCode, large.Length));
        }
        finally
        {
            foreach (var one in slow) one.Dispose();
        }
    }

    [Fact]
    public async Task A_body_that_stops_before_its_last_byte_is_cut_off_after_its_deadline()
    {
        await using var origin = await Origin.StartAsync(context => context.Response.WriteAsync("{}"));
        await using var edge =
            await OwnEdge.StartAsync(
                [origin.Address], ("Edge__RequestBodyGracePeriod", "00:00:02"), ("Edge__MinRequestBytesPerSecond", "500000"));
        using var slow =
            await HeldConnection.OpenAsync(
                edge.Address,
                    $"POST /api/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Megabyte}\r\n\r\n{new string('x', Megabyte - 1)}");

        var answer = await slow.ReadAsync().WaitAsync(TimeSpan.FromSeconds(15));

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Task.FromResult(slow.IsClosed), "the connection is closed");
        Assert.Empty(origin.Requests);
    }

    [Fact]
    public async Task Unfinished_bodies_are_cut_off_when_their_total_is_too_large()
    {
        await using var origin = await Origin.StartAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("{}");
        });
        await using var edge = await OwnEdge.StartAsync([origin.Address], ("Edge__RequestBufferMegabytes", "2"));
        using var http = edge.Client();
        var begun = $"POST /api/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Megabyte}\r\n\r\n{new string('x', Megabyte / 2)}";
        var slow = new List<HeldConnection>();
        try
        {
            for (var number = 0; number < 10; number++)
            {
                slow.Add(await HeldConnection.OpenAsync(edge.Address, begun));
                await Task.Delay(400);
            }

            await Task.Delay(1200);
            using var answer = await http.PostAsync("/api/articles", new ByteArrayContent(new byte[Megabyte / 2]));

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.InRange(slow.Count(one => !one.IsClosed), 1, 4);
        }
        finally
        {
            foreach (var one in slow) one.Dispose();
        }
    }
}
