using System.Text.Json;
using System.Xml.Linq;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>The lab against the whole application, API and baseline in turn.</summary>
[Collection(SharedApplication.Name)]
public sealed class ApiTests(WholeApplication whole)
{
    [Fact]
    public async Task Api_and_baseline_give_the_same_answers_and_are_measured()
    {
        using var folder = new TestFolder();
        using var lab = LabProcess.Start(
            [
                "api", "--target", $"{whole.Application.App.GetEndpoint("edge", "http")}", "--users", "4", "--articles", "10",
                "--seconds", "0.1", "--warm-up", "0", "--rounds", "1", "--out", folder.Path,
            ],
            await ConnectionStringsAsync());

        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        foreach (var name in
            new[] { "global", "tag", "author", "favorited", "article", "comments", "feed", "profile", "favorite", "comment", "create" })
        {
            var scenario = LabProcess.Scenario(folder.Path, name);
            Assert.True(scenario.GetProperty("note").ValueKind is JsonValueKind.Null, scenario.ToString());
            Assert.True(scenario.GetProperty("ratio").GetDouble() > 0, scenario.ToString());
            foreach (var side in new[] { "api", "baseline" })
                Assert.True(scenario.GetProperty(side).GetProperty("errors").GetInt64() == 0, scenario.ToString());
        }
        Assert.Contains("single article", await File.ReadAllTextAsync(folder["api.txt"]), StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(folder["api.svg"]).Root!.Name.LocalName);
    }

    private async Task<IEnumerable<KeyValuePair<string, string>>> ConnectionStringsAsync()
    {
        var first = await whole.Application.ConnectionStringAsync("postgres-0");
        var second = await whole.Application.ConnectionStringAsync("postgres-1");
        return
        [
            new("ConnectionStrings__accounts", $"{first};Database=accounts"),
            new("ConnectionStrings__conduit-0", $"{first};Database=conduit"),
            new("ConnectionStrings__conduit-1", $"{second};Database=conduit"),
        ];
    }
}
