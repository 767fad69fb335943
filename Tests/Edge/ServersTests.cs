using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Edge;

/// <summary>Servers start and stop; clients of the edge notice nothing.</summary>
[Collection(StoppableApplication.Name)]
public sealed class ServersTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public Task Every_server_is_replaced_without_a_failed_request() => _application.TellingAsync(async cancellationToken =>
    {
        var author = await _application.Visitor().RegisterAsync("rolling");
        var slug = await author.PublishAsync("One after the other");
        Assert.Matches(@"\| api-3 \| http://\S+ \| unhealthy \| 0 \| 0 \|", await _application.ServersAsync());
        using var pages = _application.App.CreateHttpClient("edge", "http");
        // Past the edge's cache, which would hide that a server is gone.
        pages.DefaultRequestHeaders.CacheControl = new() { NoStore = true };
        var (comment, comments) = (new { comment = new { body = "Still here" } }, 0);
        await using var load = new SteadyLoad(30, async number =>
        {
            using var answer = (number % 3) switch
            {
                // Writes without a key must not be sent twice, so a stopping server must finish all of its own.
                0 => await author.Http.PostAsJsonAsync($"/api/articles/{slug}/comments", comment),
                1 => await pages.GetAsync($"/api/articles/{slug}"),
                _ => await pages.GetAsync($"/article/{slug}"),
            };
            if (answer.StatusCode == HttpStatusCode.Created) Interlocked.Increment(ref comments);
            return answer.IsSuccessStatusCode ? null : $"{answer.RequestMessage!.RequestUri} gave {(int)answer.StatusCode}";
        });

        foreach (var spare in (string[])["api-3", "web-2"]) await _application.StartServerAsync(spare, cancellationToken);
        await Eventually.TrueAsync(async () => Served("api-3", await _application.ServersAsync()) > 20, "the spare server takes requests");
        foreach (var server in (string[])["web-1", "api-1", "api-2"])
        {
            await _application.StopServerAsync(server, cancellationToken);
            await _application.StartServerAsync(server, cancellationToken);
        }

        foreach (var spare in (string[])["web-2", "api-3"]) await _application.StopServerAsync(spare, cancellationToken);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        using var list = await author.Http.GetAsync($"/api/articles/{slug}/comments", cancellationToken);
        Assert.Equal($"{comments}", list.Headers.GetValues("X-Total-Count").Single());
    });

    [Fact]
    public async Task Edge_serves_stale_pages_with_a_warning_when_the_API_is_down()
    {
        var author = await _application.Visitor().RegisterAsync("old");
        using var http = _application.App.CreateHttpClient("edge", "http");
        string[] paths = [$"/profile/{author.Name}", $"/api/profiles/{author.Name}"];
        foreach (var path in paths)
            await Eventually.TrueAsync(async () => (await http.GetAsync(path)).Cache() == "hit", $"{path} is cached");

        await _application.WithoutAsync(["api-1", "api-2"], async () =>
        {
            using var old = await Eventually.GetAsync(() => http.GetAsync(paths[0]), answer => answer.Cache() == "stale", "the old page");
            Assert.Equal(HttpStatusCode.OK, old.StatusCode);
            Assert.Contains("110", old.Headers.GetValues("Warning").Single(), StringComparison.Ordinal);
            Assert.Contains(author.Name, await old.Content.ReadAsStringAsync(), StringComparison.Ordinal);

            using var api = await http.GetAsync(paths[1]);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, api.StatusCode);
            Assert.Contains("\"errors\"", await api.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var unknown = await http.GetAsync($"/tag/{Guid.NewGuid():N}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
        });

        await Eventually.TrueAsync(
            async () => (await http.GetAsync(paths[0])).Cache() == "hit",
            "the page is cached again when its validity can be checked");
    }

    [Fact]
    public async Task Balancing_policy_changes_at_run_time_and_an_unknown_one_selects_the_default()
    {
        Assert.StartsWith("Load-balancing policy: PowerOfTwoChoices.", await _application.ServersAsync(), StringComparison.Ordinal);
        try
        {
            foreach (var policy in (string[])["RoundRobin", "First"])
            {
                await File.WriteAllTextAsync(_application.LiveSettings, $$"""{"Edge":{"Cache":false,"Balancing":"{{policy}}" } }""");
                await Eventually.GetAsync(
                    _application.ServersAsync,
                    servers => servers.StartsWith($"Load-balancing policy: {policy}.", StringComparison.Ordinal),
                    policy);
            }

            // The policy First sends every request to one of the two servers.
            var before = await _application.ServersAsync();
            for (var round = 0; round < 20; round++) await _application.Visitor().GetAsync("/api/tags");
            var after = await _application.ServersAsync();
            Assert.Equal([0, 20], ((string[])["api-1", "api-2"]).Select(server => Served(server, after) - Served(server, before)).Order());

            await File.WriteAllTextAsync(_application.LiveSettings, """{"Edge":{"Balancing":"Fastest"}}""");
            await Eventually.GetAsync(
                _application.ServersAsync,
                servers => servers.StartsWith("Load-balancing policy: PowerOfTwoChoices.", StringComparison.Ordinal),
                "the default again");
        }
        finally
        {
            File.Delete(_application.LiveSettings);
        }
    }

    private static int Served(string server, string table)
    {
        var row = Regex.Match(table, $@"\| {server} \| [^|]+ \| [^|]+ \| \d+ \| (\d+) \|");
        return int.Parse(row.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
