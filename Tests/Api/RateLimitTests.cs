using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;
using Conduit.Tests.Dashboard;

namespace Conduit.Tests.Api;

/// <summary>A client that sends too many requests is refused; others are not affected.</summary>
[Collection(ApplicationWithDashboard.Name)]
public sealed class RateLimitTests(DashboardApplication dashboard) : IDisposable
{
    // More than both API servers together accept at once.
    internal const int ManySignIns = 700;
    private const int FewSignIns = 20;
    private const int ManyRequests = 2000;

    private readonly HttpClient _http = new() { BaseAddress = dashboard.Site };

    [Fact]
    public async Task Address_is_refused_when_it_guesses_too_many_passwords_and_another_is_not()
    {
        var signIns = await SignInsAsync(_http, ManySignIns, "203.0.113.7");
        var refused = signIns.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);

        var body = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("too many requests", body.GetProperty("errors").GetProperty("request")[0].GetString());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInsAsync(_http, 1, "203.0.113.8"))[0].StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(_http, HttpMethod.Get, "/api/tags", "203.0.113.7")).StatusCode);
    }

    [Fact]
    public async Task Sign_ins_count_for_the_visitor_when_there_are_two_proxies_in_front()
    {
        // The address in front of the client's own is forged; 127.0.0.2 is a proxy's.
        await SignInsAsync(_http, ManySignIns, "198.51.100.1, 203.0.113.17, 127.0.0.2");

        // Some may find a slot that was released meanwhile.
        var signIns = await SignInsAsync(_http, FewSignIns, "198.51.100.2, 203.0.113.17, 127.0.0.2");
        Assert.Contains(signIns, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInsAsync(_http, 1, "203.0.113.18, 127.0.0.2"))[0].StatusCode);
    }

    [Fact]
    public async Task User_is_refused_from_every_address_when_requests_are_too_many_and_another_is_not()
    {
        var greedy = await Visitor().RegisterAsync("greedy");
        var modest = await Visitor().RegisterAsync("modest");

        var answers = await AllAsync(
            ManyRequests,
            number => SendAsync(greedy.Http, HttpMethod.Get, "/api/articles/feed?limit=none", $"198.51.100.{number % 250}"));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        await modest.GetAsync("/api/user");
    }

    [Fact]
    public async Task Searches_and_far_pages_beyond_their_slots_are_refused_and_lists_are_not()
    {
        const int Searches = 80;
        var searches = Enumerable.Range(0, Searches)
            .Select(number => SendAsync(_http, HttpMethod.Get, $"/api/search?q=word{number}", "203.0.113.20")).ToList();
        var pages = Enumerable.Range(0, Searches)
            .Select(number => SendAsync(_http, HttpMethod.Get, $"/api/articles?offset={90_000 + number}", "203.0.113.21")).ToList();
        var lists = Enumerable.Range(0, 20)
            .Select(number => SendAsync(_http, HttpMethod.Get, $"/api/articles?limit={number + 1}", "203.0.113.22")).ToList();

        Assert.DoesNotContain(await Task.WhenAll(lists), answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        var answers = (await Task.WhenAll(searches)).Concat(await Task.WhenAll(pages)).ToList();
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("""{"errors":{"request":["too many requests"]}}""", await refused.Content.ReadAsStringAsync());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    public void Dispose() => _http.Dispose();

    private Visitor Visitor() => new(new HttpClient { BaseAddress = dashboard.Site });

    internal static Task<HttpResponseMessage[]> SignInsAsync(HttpClient http, int count, string address) =>
        AllAsync(count, _ => SendAsync(http, HttpMethod.Post, "/api/users/login", address, "{}"));

    private static async Task<HttpResponseMessage[]> AllAsync(int count, Func<int, Task<HttpResponseMessage>> send)
    {
        var answers = new HttpResponseMessage[count];
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (number, _) => answers[number] = await send(number));
        return answers;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient http,
        HttpMethod method,
        string path,
        string address,
        string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, null, "application/json");
        request.Headers.Add("X-Forwarded-For", address);
        return await http.SendAsync(request);
    }
}

/// <summary>Load tests switch the limits off.</summary>
[Collection(SharedApplication.Name)]
public sealed class NoRateLimitTests(WholeApplication whole)
{
    [Fact]
    public async Task Limits_can_be_switched_off()
    {
        var answers = await RateLimitTests.SignInsAsync(whole.Application.Visitor().Http, RateLimitTests.ManySignIns, "203.0.113.7");

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode));
    }
}
