using System.Net;
using Conduit.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Edge;

/// <summary>Which server receives a request when another one is full, or dies of it.</summary>
public sealed class PickingTests
{
    [Fact]
    public async Task Edge_queues_a_few_requests_and_refuses_the_rest_when_a_server_is_full()
    {
        var goOn = new TaskCompletionSource();
        var begun = 0;
        await using var origin = await Origin.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref begun) == 1) await goOn.Task;
            await context.Response.WriteAsync("{}");
        });
        await using var edge = await OwnEdge.StartAsync(
            [origin.Address],
            ("Edge__MaxConcurrentRequests", "1"),
            ("Edge__QueueLimit", "1"),
            ("Edge__QueueTimeout", "00:00:20"));
        using var http = edge.Client();

        var first = http.GetAsync("/api/tags?first");
        await Eventually.TrueAsync(() => Task.FromResult(begun == 1), "the first is at the server");
        var next = new[] { http.GetAsync("/api/tags?second"), http.GetAsync("/api/tags?third") };
        using var refused = await await Task.WhenAny(next);
        goOn.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("\"errors\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        var statuses = (await Task.WhenAll(next)).Select(answer => answer.StatusCode);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], statuses.Order());
    }

    [Theory]
    [InlineData("POST", "a-key", true)]
    [InlineData("POST", null, false)]
    [InlineData("GET", null, true)]
    public async Task Edge_retries_on_another_server_when_one_dies_and_the_request_is_safe(string method, string? key, bool isSentAgain)
    {
        // The policy picks the first server by name, so that one must die.
        var first = 0;
        await using var one = await Origin.StartAsync(AnswerAsync);
        await using var other = await Origin.StartAsync(AnswerAsync);
        Origin[] servers = [.. new[] { one, other }.OrderBy(server => server.Address.Authority, StringComparer.Ordinal)];
        first = servers[0].Address.Port;
        await using var edge = await OwnEdge.StartAsync(servers.Select(server => server.Address), ("Edge__Balancing", "First"));
        using var http = edge.Client();
        using var request = new HttpRequestMessage(new(method), "/api/articles");
        request.Content = method == "GET" ? null : new StringContent("the article");
        if (key is not null) request.Headers.Add("Idempotency-Key", key);

        using var answer = await http.SendAsync(request);

        Assert.Equal(isSentAgain ? HttpStatusCode.OK : HttpStatusCode.BadGateway, answer.StatusCode);
        if (isSentAgain) Assert.Equal(method == "GET" ? "got " : "got the article", await answer.Content.ReadAsStringAsync());
        Assert.Equal((1, isSentAgain ? 1 : 0), (servers[0].Requests.Count, servers[1].Requests.Count));

        async Task AnswerAsync(HttpContext context)
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            if (context.Connection.LocalPort == first) context.Abort();
            else await context.Response.WriteAsync($"got {body}");
        }
    }
}
