using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>Writers and readers through different servers, while everything that can be disturbed is: Redis hangs, forgets and is killed, replicas stand still, servers are killed wherever they are.</summary>
[Collection(StoppableApplication.Name)]
public sealed class ConsistencyTests(WholeApplication whole)
{
    private static readonly string[] Killed = ["api-1", "freshness", "api-2", "cache"];

    // Followers of the log of writes, and for how long each stands still: less than a lease, and more.
    private static readonly (string Resource, double Seconds)[] Frozen = [("api-2", 0.5), ("edge", 0.7), ("api-1", 3), ("edge", 1.5)];

    private static readonly string[] Expected = ["edge", "output", "l1", "replica", "primary", "forgets all"];

    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public Task Nothing_stale_is_shown_and_nothing_is_lost() => _application.TellingAsync(async stop =>
    {
        using var lab = LabProcess.Start(["consistency", "--target", $"{_application.App.GetEndpoint("edge", "http")}", "--seconds", "30"], await EnvironmentAsync());
        await lab.SaysAsync(" writes, ");
        foreach (var (resource, seconds) in Frozen) await FreezeAsync(resource, TimeSpan.FromSeconds(seconds), stop);
        foreach (var resource in Killed) await KillAsync(resource, stop);
        await _application.WhileReplicasLagAsync(() => Task.Delay(TimeSpan.FromSeconds(3), stop));

        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        Assert.Contains("verdict: nothing stale, nothing lost", output, StringComparison.Ordinal);
        foreach (var seen in Expected) Assert.Contains(seen, output, StringComparison.Ordinal);
    });

    private async Task FreezeAsync(string resource, TimeSpan time, CancellationToken stop)
    {
        using var process = await ServiceProcess.OfAsync(_application, resource);
        process.Freeze();
        try
        {
            await Task.Delay(time, stop);
        }
        finally
        {
            process.Wake();
        }

        await Task.Delay(TimeSpan.FromSeconds(0.5), stop);
    }

    private async Task KillAsync(string resource, CancellationToken stop)
    {
        await _application.KillAsync(resource, stop);
        await Task.Delay(TimeSpan.FromSeconds(1), stop);
        await _application.CommandAsync(resource, KnownResourceCommands.StartCommand);
        await _application.HealthyAsync(resource, stop);
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync() => new()
    {
        ["ConnectionStrings__freshness"] = (await _application.App.GetConnectionStringAsync("freshness"))!,
        ["ConnectionStrings__cache"] = (await _application.App.GetConnectionStringAsync("cache"))!,
        ["ConnectionStrings__conduit-0"] = await _application.ShardAsync(0),
        ["ConnectionStrings__conduit-1"] = await _application.ShardAsync(1),
    };
}
