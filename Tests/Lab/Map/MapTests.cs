using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab.Map;

/// <summary>The system map of the running application: its page, its figures, and who may use it.</summary>
[Collection(SharedApplication.Name)]
public sealed class MapTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task Page_shows_every_server_as_node_and_row_also_without_scripts()
    {
        using var http = Http();

        var page = await http.GetStringAsync("/?part=api-1");

        foreach (var server in ExpectedResources.Servers.Append("api-3").Except(["lab"]))
        {
            Assert.Contains($"data-part=\"{server}\"", page, StringComparison.Ordinal);
            Assert.Contains($"data-row=\"{server}\"", page, StringComparison.Ordinal);
        }

        Assert.Contains("data-panel=\"api-1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_come_as_events_and_count_the_requests()
    {
        using var http = Http();
        var visitor = _application.Visitor().PastTheEdge();
        await using var events = await MapEvents.OpenAsync(http);

        await Eventually.TrueAsync(
            async () =>
            {
                for (var sent = 0; sent < 20; sent++) await visitor.GetAsync("/api/tags");
                var figures = await events.NextAsync();
                return figures.HasRate("edge") && figures.HasRate("freshness") && figures.SpacingOf("clients>edge") > 0
                    && figures.Of("postgres-0-a", "rate") != "–" && figures.Of("postgres-0-b", "rate") != "–";
            },
            "the figures show requests");

        var latest = await events.NextAsync();
        string[] roles = ["postgres-0-a", "postgres-0-b"];
        Assert.Equal(["primary", "replica"], roles.Select(node => latest.Of(node, "role")).Order());
        Assert.Equal("spare", latest.Of("api-3", "state"));
        Assert.Contains("start", latest.CommandsOf("api-3"));
        Assert.Contains("freeze", latest.CommandsOf("api-1"));
        Assert.DoesNotContain("start", latest.CommandsOf("api-1"));
    }

    [Theory]
    [InlineData("/parts/nowhere/stop", "nowhere is not on the map")]
    [InlineData("/parts/api-1/explode", "explode is none of start, stop")]
    [InlineData("/parts/api-1/wipe-data", "wipe-data is none of start, stop")]
    public async Task Unknown_command_is_refused_with_a_reason(string path, string reason)
    {
        using var http = Http();
        using var answer = await http.PostAsync(path, null);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_that_fails_says_why()
    {
        using var http = Http();
        using var answer = await http.PostAsync("/parts/api-1/thaw", null);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("errors", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_sites_and_other_hosts_are_refused()
    {
        using var http = Http();
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/parts/cache/flush");
        foreign.Headers.Add("Origin", "https://example.org");
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/");
        rebound.Headers.Host = "example.org";

        using var refused = await http.SendAsync(foreign);
        using var unknown = await http.SendAsync(rebound);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (refused.StatusCode, unknown.StatusCode));
    }

    [Fact]
    public async Task Endpoint_of_the_AppHost_is_refused_without_its_key()
    {
        var environment = File.ReadAllText($"/proc/{await _application.ProcessIdAsync("lab")}/environ").Split('\0');
        var address = environment.Single(variable => variable.StartsWith("Operator__Address=", StringComparison.Ordinal)).Split('=')[1];
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Add("X-Conduit-Key", _application.Secrets["edge-key"]);

        using var read = await http.GetAsync("/resources");
        using var done = await http.PostAsync("/resources/cache/flush", null);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (read.StatusCode, done.StatusCode));
    }

    private HttpClient Http() => _application.App.CreateHttpClient("lab", "http");
}
