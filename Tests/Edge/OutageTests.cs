using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Conduit.Tests.Jobs;

namespace Conduit.Tests.Edge;

/// <summary>Servers die one after the other; clients of the edge notice nothing.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class OutageTests(ShortTimeoutsApplication.Started fixture)
{
    private const int Rate = 60;

    private readonly ConduitApplication _application = fixture.Application;

    [Fact]
    public Task Killed_servers_fail_no_safe_request_and_repeat_no_write() => _application.TellingAsync(async cancellationToken =>
    {
        var author = await _application.Visitor().RegisterAsync("busy");
        var (slug, commented) = (await author.PublishAsync("Under fire"), await author.PublishAsync("Commented"));
        using var visitor = await SignedInAsync();
        using var anonymous = _application.App.CreateHttpClient("edge", "http");
        // Warm-up: the cost of just-in-time compilation is not under test.
        for (var number = 1; number < 40; number++)
            await SendAsync(number % 20 == 0 ? 1 : number, author, slug, commented, visitor, anonymous);
        await using var load = new SteadyLoad(Rate, number => SendAsync(number, author, slug, commented, visitor, anonymous));
        foreach (var server in (string[])["api-1", "web-1", "api-2", "web-2"])
        {
            await _application.KillAsync(server, cancellationToken);
            await _application.StartServerAsync(server, cancellationToken);
        }

        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.True(load.Count > 5 * Rate, $"only {load.Count} requests were sent");
        var comments = (await author.GetAsync($"/api/articles/{commented}/comments"))
            .GetProperty("comments")
            .EnumerateArray()
            .Select(comment => comment.GetProperty("body").GetString());
        var written = Enumerable.Range(1, (int)load.Count).Where(number => number % 20 == 0);
        Assert.Equal(written.Select(number => $"comment {number}").Order(), comments.Order());
    });

    // Of twenty requests, sixteen are anonymous, two come from a signed-in browser, one from an API client, and one is a keyed write.
    private static async Task<string?> SendAsync(
        long number,
        Visitor author,
        string slug,
        string commented,
        HttpClient visitor,
        HttpClient anonymous)
    {
        using var request = (number % 20) switch
        {
            0 => new HttpRequestMessage(HttpMethod.Post, $"/api/articles/{commented}/comments")
            {
                Content = JsonContent.Create(new { comment = new { body = $"comment {number}" } }),
                Headers = { { "Idempotency-Key", $"busy-{number}" } },
            },
            1 => new(HttpMethod.Get, "/api/articles/feed"),
            2 or 3 => new(HttpMethod.Get, $"/article/{slug}"),
            4 => new(HttpMethod.Get, $"/api/articles?limit={number % 100}"),
            < 10 => new(HttpMethod.Get, $"/article/{slug}"),
            _ => new(HttpMethod.Get, $"/api/articles/{slug}"),
        };
        using var answer = await ((number % 20) switch { 0 or 1 => author.Http, 2 or 3 => visitor, _ => anonymous }).SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && text.Length > 0
            ? null
            : $"{number}: {request.Method} {request.RequestUri} gave {(int)answer.StatusCode} {text}";
    }

    private async Task<HttpClient> SignedInAsync()
    {
        var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
        var http = new HttpClient(handler) { BaseAddress = _application.App.GetEndpoint("edge", "http") };
        var name = $"visitor-{Guid.NewGuid().ToString("N")[..8]}";
        using var signedUp = await RegistrationForm.SendAsync(http, http, name);
        Assert.Contains(name, await http.GetStringAsync("/"), StringComparison.Ordinal);
        return http;
    }
}
