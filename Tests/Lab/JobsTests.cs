using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>Queue, fan-out and feeds are measured, each beside the least that could do the same.</summary>
[Collection(SharedApplication.Name)]
public sealed class JobsTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task Queue_fan_out_and_feeds_are_measured_and_nothing_is_left_behind()
    {
        using var lab = LabProcess.Start(
            [
                "jobs", "--target", $"{_application.App.GetEndpoint("edge", "http")}", "--jobs", "500", "--followers", "200",
                "--articles", "2", "--followed", "1000", "--seconds", "1",
            ],
            new Dictionary<string, string>
            {
                ["ConnectionStrings__accounts"] = $"{await _application.ConnectionStringAsync("postgres-0")};Database=accounts",
                ["ConnectionStrings__conduit-0"] = await _application.ShardAsync(0),
                ["ConnectionStrings__conduit-1"] = await _application.ShardAsync(1),
                ["ConnectionStrings__cache"] = (await _application.App.GetConnectionStringAsync("cache"))!,
            });

        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        var lines = output.Split('\n', StringSplitOptions.TrimEntries);
        foreach (var row in (string[])["bare loop ", "queue and worker ", "pipelined ZADD ", "feeds ", "1 ", "100 ", "1,000 "])
            Assert.Single(lines, line => line.StartsWith(row, StringComparison.Ordinal));
        const string Left = "select count(*) from jobs where kind = 'probe' "
            + "union all select count(*) from pg_tables where tablename = 'lab_jobs'";
        foreach (var server in (string[])["postgres-0", "postgres-1"])
            Assert.Equal([0, 0], await _application.AskAsync<long>(server, "conduit", Left));
    }
}
