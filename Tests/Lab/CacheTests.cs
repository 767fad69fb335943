using System.Globalization;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>The caches under load, one tier after the other.</summary>
[Collection(SharedApplication.Name)]
public sealed class CacheTests(WholeApplication whole)
{
    private static readonly string[] Cached = ["redis (l2)", "memory (l1)", "output", "client (304)", "all on  ", "all on (304)"];

    [Fact]
    public async Task Tiers_are_measured_a_hit_reads_no_database_and_a_stampede_reads_it_once_a_server()
    {
        using var lab = LabProcess.Start(
            ["cache", "--seconds", "0.1", "--stampede", "100", "--mixed", "300"],
            new Dictionary<string, string>
            {
                ["LiveSettings"] = whole.Application.LiveSettings,
                ["services__edge__http__0"] = $"{whole.Application.App.GetEndpoint("edge", "http")}",
                ["services__api-1__http__0"] = $"{whole.Application.App.GetEndpoint("api-1", "http")}",
                ["ConnectionStrings__freshness"] = (await whole.Application.App.GetConnectionStringAsync("freshness"))!,
            });

        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        var lines = output.Split('\n', StringSplitOptions.TrimEntries);
        foreach (var tier in Cached)
        {
            Assert.All(
                ["list of 20   ", "article      "],
                view => Assert.Single(lines, line => IsOf(line, $"{view}{tier} ") && ReadsNothing(line)));
        }

        // Of three rounds. Where a write or a lease that has ended meets a round, nothing can be cached, and each request reads.
        Assert.Equal(1, Median(lines, "one server"));
        Assert.InRange(Median(lines, "through the edge"), 1, 2);
        Assert.Contains("were cached", output, StringComparison.Ordinal);
        Assert.False(File.Exists(whole.Application.LiveSettings));
    }

    // Columns: name, requests, database reads, responses.
    private static int Median(string[] lines, string name) => lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
        .Select(reads => int.Parse(reads, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))
        .Order().ElementAt(1);

    private static bool IsOf(string line, string start) => line.StartsWith(start, StringComparison.Ordinal);

    private static bool ReadsNothing(string line) => line.EndsWith(" 0.00", StringComparison.Ordinal);
}
