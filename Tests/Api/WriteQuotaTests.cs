using System.Net;
using System.Net.Http.Json;
using Conduit.Tests.Application;
using Conduit.Tests.Dashboard;

namespace Conduit.Tests.Api;

/// <summary>The writes of an account in an hour are counted over all servers.</summary>
[Collection(ApplicationWithDashboard.Name)]
public sealed class WriteQuotaTests(DashboardApplication dashboard)
{
    private const int ArticlesPerHour = 60;

    [Fact]
    public async Task Account_is_refused_when_it_publishes_too_much_in_an_hour_and_another_is_not()
    {
        var (busy, other) = (await RegisterAsync("busy"), await RegisterAsync("other"));
        for (var number = 1; number <= ArticlesPerHour; number++) await busy.PublishAsync($"Number {number}");

        using var refused =
            await busy.Http.PostAsJsonAsync("/api/articles", new { article = new { title = "One more", description = "d", body = "b" } });

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("""{"errors":{"request":["too many requests"]}}""", await refused.Content.ReadAsStringAsync());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        var slug = await other.PublishAsync("Not affected");
        await busy.SendAsync(
            HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body = "Comments have a quota of their own" } },
                HttpStatusCode.Created);
    }

    private Task<Visitor> RegisterAsync(string name) => new Visitor(new HttpClient { BaseAddress = dashboard.Site }).RegisterAsync(name);
}
