using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>Faults of several kinds, once each, under load through the edge.</summary>
[Collection(StoppableApplication.Name)]
public sealed class FailoverTests(WholeApplication whole)
{
    private static readonly string[] Kinds = ["Freeze", "Switch", "Baseline"];

    private readonly ConduitApplication _application = whole.Application;

    [LinuxFact]
    public Task Nothing_acknowledged_is_lost_and_nothing_stale_is_shown_when_nodes_fail() => _application.TellingAsync(async _ =>
    {
        string[] command =
        [
            "failover", "--target", $"{_application.App.GetEndpoint("edge", "http")}", "--faults", "1", "--writes", "10", "--reads", "20",
            "--kinds", .. Kinds,
        ];
        using var lab = LabProcess.Start(command, new Dictionary<string, string>
        {
            ["ConnectionStrings__conduit-0"] = await _application.ShardAsync(0),
            ["ConnectionStrings__conduit-1"] = await _application.ShardAsync(1),
        });

        var (code, output, errors) = await lab.EndAsync(seconds: 170);

        Assert.True(code == 0, output + errors);
        foreach (var kind in Kinds) Assert.Contains($"\n{kind} ", output, StringComparison.Ordinal);
        Assert.Contains(", lost: 0", output, StringComparison.Ordinal);
        Assert.Contains("stale answers: 0", output, StringComparison.Ordinal);
    });
}
