using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using StackExchange.Redis;

namespace Conduit.Tests.Lab;

/// <summary>
/// Writers and readers use different servers while faults are injected: Redis hangs, loses its data, fails over, and is killed and started
/// with an older copy of its data; servers, edge and replicas are suspended; servers are killed.
/// </summary>
[Collection(StoppableApplication.Name)]
public sealed class ConsistencyTests(WholeApplication whole)
{
    private static readonly string[] Killed = ["api-1", "freshness", "api-2", "cache"];

    private static readonly string[] Expected =
        [
            "edge", "output", "l1", "replica", "primary", "freshness ", " stands still",
            "writers waited for followers and epochs at most ", "lapses of leases ", "dropped followers ",
        ];

    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public Task Nothing_stale_is_shown_and_nothing_is_lost() => _application.TellingAsync(async cancellationToken =>
    {
        var saved = await SaveAsync();
        string[] command = ["consistency", "--target", $"{_application.App.GetEndpoint("edge", "http")}", "--seconds", "32"];
        using var lab = LabProcess.Start(command, await EnvironmentAsync());
        await lab.WaitForOutputAsync(" writes, ");
        foreach (var resource in Killed) await KillAsync(resource, cancellationToken);
        Assert.True(File.Exists(saved), "Redis did not begin with the older copy");
        File.Delete(saved);
        await _application.WhileReplicasLagAsync(() => Task.Delay(TimeSpan.FromSeconds(3), cancellationToken));

        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        Assert.Contains("verdict: nothing stale, nothing lost", output, StringComparison.Ordinal);
        foreach (var seen in Expected) Assert.Contains(seen, output, StringComparison.Ordinal);
        using var edge = _application.App.CreateHttpClient("edge", "http");
        await Eventually.GetAsync(
            () => edge.GetAsync("/api/articles", cancellationToken),
            answer => answer.Cache() == "hit",
            "the edge answers from its cache again",
            seconds: 40);
    });

    // Redis loads this file at its next start: an older copy of its data.
    private async Task<string> SaveAsync()
    {
        var options = ConfigurationOptions.Parse((await _application.App.GetConnectionStringAsync("freshness"))!);
        options.AllowAdmin = true;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var server = redis.GetServers()[0];
        await server.ExecuteAsync("SAVE");
        var folder = (await server.ConfigGetAsync("dir")).Single().Value;
        var file = (await server.ConfigGetAsync("dbfilename")).Single().Value;
        return Path.Combine(folder, file);
    }

    private async Task KillAsync(string resource, CancellationToken cancellationToken)
    {
        await _application.KillAsync(resource, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        await _application.CommandAsync(resource, KnownResourceCommands.StartCommand);
        await _application.HealthyAsync(resource, cancellationToken);
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync() => new()
    {
        ["ConnectionStrings__freshness"] = (await _application.App.GetConnectionStringAsync("freshness"))!,
        ["ConnectionStrings__cache"] = (await _application.App.GetConnectionStringAsync("cache"))!,
        ["ConnectionStrings__conduit-0"] = await _application.ShardAsync(0),
        ["ConnectionStrings__conduit-1"] = await _application.ShardAsync(1),
    };
}
