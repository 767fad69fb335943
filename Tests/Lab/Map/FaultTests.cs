using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Conduit.Tests.Edge;

namespace Conduit.Tests.Lab.Map;

/// <summary>Commands of the system map, as scripts send them; the states are those that an open page receives.</summary>
[Collection(StoppableApplication.Name)]
public sealed class FaultTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [LinuxFact]
    public Task Frozen_server_stays_frozen_while_a_page_is_open_and_thaws_afterwards() => _application.TellingAsync(async stop =>
    {
        using var lab = Lab();
        await using (var events = await MapEvents.OpenAsync(lab))
        {
            await CommandAsync(lab, "api-1", "freeze");
            await events.UntilAsync(figures => figures.Of("api-1", "state") == "frozen", "api-1 is frozen");
            // A write that reaches it just before that waits for it, and may not be repeated.
            await Eventually.GetAsync(
                _application.ServersAsync,
                servers => servers.Split('\n').Any(row => row.StartsWith("| api-1 ", StringComparison.Ordinal)
                    && row.Contains("| unhealthy |", StringComparison.Ordinal)),
                "the edge has excluded api-1");
            var author = await _application.Visitor().RegisterAsync("unmoved");
            await author.PublishAsync("Published beside a frozen server");
            // Longer than the lease of these tests lasts.
            for (var seconds = 0; seconds < 6; seconds++)
                Assert.Equal("frozen", (await events.NextAsync()).Of("api-1", "state"));
        }

        using var api = _application.App.CreateHttpClient("api-1", "http");
        await Eventually.SucceedsAsync(async () => (await api.GetAsync("/alive", stop)).EnsureSuccessStatusCode(), "api-1 has thawed");
        await _application.WholeAsync(stop);
    });

    [LinuxFact]
    public Task Killed_server_can_be_started_again() => _application.TellingAsync(async stop =>
    {
        using var lab = Lab();
        await using var events = await MapEvents.OpenAsync(lab);

        await CommandAsync(lab, "worker", "kill");
        await events.UntilAsync(figures => figures.Of("worker", "state") == "stopped", "the worker is stopped");
        await CommandAsync(lab, "worker", "start");

        await events.UntilAsync(figures => figures.Of("worker", "state") == "running", "the worker is running");
        await _application.WholeAsync(stop);
    });

    [LinuxFact]
    public Task Replica_whose_replay_is_paused_falls_behind_and_catches_up() => _application.TellingAsync(async stop =>
    {
        var replica = await _application.ResourceAsync("postgres-0-replica");
        using var lab = Lab();
        await using var events = await MapEvents.OpenAsync(lab);
        var author = await _application.Visitor().RegisterAsync("ahead");

        await CommandAsync(lab, replica, "pause-replay");
        for (var written = 0; written < 5; written++) await author.PublishAsync($"Ahead by {written}");
        await events.UntilAsync(figures => figures.Of(replica, "role") == "replay paused", "the replay is paused");
        Assert.True(await IsReplayPausedAsync());
        await CommandAsync(lab, replica, "resume-replay");

        Assert.False(await IsReplayPausedAsync());
        await _application.WholeAsync(stop);

        async Task<bool> IsReplayPausedAsync()
        {
            await using var node = await _application.OpenAsync("postgres-0-replica", superuser: true);
            await using var query = new Npgsql.NpgsqlCommand("select pg_is_wal_replay_paused()", node);
            return await query.ExecuteScalarAsync(stop) is true;
        }
    });

    [LinuxFact]
    public Task Cache_that_has_lost_everything_is_filled_again() => _application.TellingAsync(async stop =>
    {
        using var lab = Lab();
        var author = await _application.Visitor().RegisterAsync("remembered");
        var slug = await author.PublishAsync("Still here");

        foreach (var server in (string[])["cache", "freshness"]) await CommandAsync(lab, server, "flush");

        Assert.Equal(slug, (await author.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty("slug").GetString());
        await _application.WholeAsync(stop);
    });

    private HttpClient Lab() => _application.App.CreateHttpClient("lab", "http");

    private static async Task CommandAsync(HttpClient lab, string server, string command)
    {
        using var answer = await lab.PostAsync($"/parts/{server}/{command}", null);
        Assert.True(answer.IsSuccessStatusCode, $"{command} {server}: {await answer.Content.ReadAsStringAsync()}");
    }
}
