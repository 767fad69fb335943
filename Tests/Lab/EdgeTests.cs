using System.Globalization;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>An edge of the lab's own, in front of its own servers.</summary>
[Collection(SharedApplication.Name)]
public sealed class EdgeTests(WholeApplication whole)
{
    [Fact]
    public async Task Each_policy_distributes_requests_as_documented()
    {
        // One second has at least 400 requests, so one request left over is less than half a percent.
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

    // Deviation from an even distribution, in percent.
    private static int Farthest(string output, string policy)
    {
        var row = output.Split('\n').Single(line => line.StartsWith(policy, StringComparison.Ordinal));
        return int.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
