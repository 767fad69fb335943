using Conduit.Tests.Application;

namespace Conduit.Tests.Api.Caching;

/// <summary>Each cache tier can be switched off and on through the settings file while the servers run.</summary>
[Collection(SharedApplication.Name)]
public sealed class SwitchTests(WholeApplication whole)
{
    // More than there are servers.
    private const int Readers = 6;

    [Fact]
    public async Task Tiers_are_switched_while_the_servers_run()
    {
        var author = await whole.Application.Visitor().RegisterAsync("switched");
        var path = $"/api/articles/{await author.PublishAsync("Asked for again and again")}";
        try
        {
            await AnswersComeFromAsync(path, "output", "{}");
            await AnswersComeFromAsync(path, "l1", """{ "Caching": { "Output": false } }""");
            await AnswersComeFromAsync(path, "l2", """{ "Caching": { "Output": false, "Memory": false } }""");
            await AnswersComeFromAsync(path, "replica", """{ "Caching": { "Output": false, "Memory": false, "Redis": false } }""");
            await AnswersComeFromAsync(
                path,
                "primary",
                """{ "Caching": { "Output": false, "Memory": false, "Redis": false }, "Data": { "ReplicaReads": false } }""");
            // A truncated file or an invalid value keeps the current settings.
            await AnswersComeFromAsync(path, "output", """{ "Caching": { "Output": """);
            await AnswersComeFromAsync(path, "output", """{ "Caching": { "Output": "perhaps" }, "Data": { "Deadline": "soon" } }""");
        }
        finally
        {
            File.Delete(whole.Application.LiveSettings);
        }
    }

    private async Task AnswersComeFromAsync(string path, string tier, string settings)
    {
        await File.WriteAllTextAsync(whole.Application.LiveSettings, settings);
        await Eventually.GetAsync(() => TiersAsync(path), tiers => tiers.All(seen => seen == tier), $"answers from {tier} with {settings}");
    }

    private async Task<List<string?>> TiersAsync(string path)
    {
        var tiers = new List<string?>();
        for (var reader = 0; reader < Readers; reader++)
        {
            using var response = await whole.Application.Visitor().PastTheEdge().Http.GetAsync(path);
            tiers.Add(response.EnsureSuccessStatusCode().Tier());
        }

        return tiers;
    }
}
