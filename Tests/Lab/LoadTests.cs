using Conduit.Lab.Map.Load;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>
/// The load generator against a server that stalls: requests that were due during the stall count, with the time they would have waited.
/// </summary>
public sealed class LoadTests
{
    private const string Many = "100";

    [Fact]
    public async Task At_a_fixed_rate_every_request_is_sent_and_waits_from_when_it_was_due()
    {
        using var folder = new TestFolder();
        await using var api = await StallingApi.StartAsync();

        var (code, output, errors) = await LabProcess.RunAsync(
            "api", "--no-baseline", "--target", api.Address, "--scenarios", "article", "--users", "2", "--articles", "10",
            "--seconds", "2", "--warm-up", "1", "--rounds", "1", "--rate", "50", "--out", folder.Path);

        Assert.True(code == 0, output + errors);
        var paced = LabProcess.Scenario(folder.Path, "article").GetProperty("api").GetProperty("paced")[0];
        Assert.Equal(100, paced.GetProperty("requests").GetInt64());
        Assert.Equal(0, paced.GetProperty("errors").GetInt64());
        // Half of the requests meet the stall. A closed-loop generator would report only a few of these.
        Assert.True(paced.GetProperty("p99").GetDouble() > 250, paced.ToString());
    }

    [Fact]
    public async Task Load_prints_a_line_a_second_and_ends_when_its_parent_does()
    {
        await using var api = await StallingApi.StartAsync();
        using var lab = LabProcess.Start(
            ["load", "--target", api.Address, "--clients", "2", "--checkers", "0", "--until-input-ends"], holdsInput: true);
        await lab.WaitForOutputAsync("\"p99\":");

        lab.CloseInput();
        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.NotNull(LoadLine.Read(line)));
    }

    [Fact]
    public async Task Load_that_cannot_be_sent_names_the_reason_in_its_last_line()
    {
        var (code, _, errors) = await LabProcess.RunAsync("load", "--target", "http://127.0.0.1:1");

        Assert.Equal(1, code);
        Assert.Contains("./run.sh", errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Stopped_run_reports_its_results_so_far()
    {
        using var folder = new TestFolder();
        await using var api = await StallingApi.StartAsync();
        using var lab = LabProcess.Start(
            [
                "api", "--no-baseline", "--target", api.Address, "--scenarios", "global", "--users", "2", "--articles", "10",
                "--seconds", "1", "--warm-up", "1", "--rounds", Many, "--out", folder.Path,
            ]);
        await lab.WaitForOutputAsync("round 1");

        await lab.StopAsync();
        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        Assert.Contains("stopped", output, StringComparison.Ordinal);
        Assert.True(LabProcess.Scenario(folder.Path, "global").GetProperty("api").GetProperty("requestsPerSecond").GetDouble() > 0);
    }
}
