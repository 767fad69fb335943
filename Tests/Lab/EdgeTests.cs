using System.Globalization;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>An edge of the lab's own, in front of its own servers.</summary>
[Collection(SharedApplication.Name)]
public sealed class EdgeTests(WholeApplication whole)
{
    [Fact]
    public async Task Each_policy_spreads_requests_as_it_says()
    {
        // A second: 400 requests and more, so that one that is left over is less than half a percent from even.
        using var lab = LabProcess.Start(
            ["edge", "--seconds", "1", "--parts", "spread"],
            new Dictionary<string, string>
            {
                ["services__api-1__http__0"] = $"{whole.Application.App.GetEndpoint("api-1", "http")}",
                ["ConnectionStrings__freshness"] = (await whole.Application.App.GetConnectionStringAsync("freshness"))!,
            });

        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        Assert.Equal(0, Farthest(output, "RoundRobin"));
        Assert.Equal(200, Farthest(output, "First"));
        Assert.InRange(Farthest(output, "PowerOfTwoChoices"), 0, 30);
    }

    // In percent, from even.
    private static int Farthest(string output, string policy)
    {
        var row = output.Split('\n').Single(line => line.StartsWith(policy, StringComparison.Ordinal));
        return int.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
