using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab.Map;

/// <summary>Leases in an application without open pages, which would renew them.</summary>
[Collection(StoppableApplication.Name)]
public sealed class LeaseTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task Leased_switch_takes_effect_and_its_former_value_comes_back()
    {
        const string Foreign = """{ "Media": { "ReadOnly": false }, "Other": 1 }""";
        await File.WriteAllTextAsync(_application.LiveSettings, Foreign);
        try
        {
            using var http = _application.App.CreateHttpClient("lab", "http");
            using var edge = _application.App.CreateHttpClient("edge", "http");

            using (var form = new FormUrlEncodedContent([new("value", "false"), new("leased", "true")]))
                (await http.PostAsync("/switches/Edge:Cache", form)).EnsureSuccessStatusCode();

            await Eventually.GetAsync(
                () => edge.GetAsync("/api/tags"), answer => answer.Cache() == "bypass", "the edge does not answer from its cache");
            Assert.Equal("false", await ValueAsync(http));
            Assert.Contains("\"Other\": 1", await File.ReadAllTextAsync(_application.LiveSettings), StringComparison.Ordinal);
            // No page renews the lease.
            await Eventually.TrueAsync(
                async () => await File.ReadAllTextAsync(_application.LiveSettings) == Foreign, "the file is as it was");
            Assert.Equal("true", await ValueAsync(http));
        }
        finally
        {
            File.Delete(_application.LiveSettings);
        }
    }

    [LinuxFact]
    public Task What_a_lesson_has_changed_is_undone_when_the_lab_is_killed_during_it() => _application.TellingAsync(async stop =>
    {
        var before = _application.LiveSettingsText;
        using var http = _application.App.CreateHttpClient("lab", "http");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lessons/scalability/runs?seconds=1");
        using var run = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        await Eventually.TrueAsync(() => Task.FromResult(LoadProcesses().Any()), "the load has started");
        await _application.App.ResourceNotifications.WaitForResourceAsync("api-2", KnownResourceStates.TerminalStates, stop);
        Assert.NotEqual(before, _application.LiveSettingsText);

        await _application.KillAsync("lab", stop);

        await Eventually.TrueAsync(() => Task.FromResult(!LoadProcesses().Any()), "the load has ended");
        await Eventually.GetAsync(
            () => Task.FromResult(_application.LiveSettingsText), text => text == before, "the switches are as they were");
        await _application.HealthyAsync("api-2", stop);
        await _application.CommandAsync("lab", KnownResourceCommands.StartCommand);
        await _application.WholeAsync(stop);
    });

    private IEnumerable<string> LoadProcesses()
    {
        var edge = _application.App.GetEndpoint("edge", "http");
        return Processes.All().Select(process => process.CommandLine)
            .Where(line => line.Contains($"load --target {edge}", StringComparison.Ordinal));
    }

    private static async Task<string?> ValueAsync(HttpClient http) =>
        JsonDocument.Parse(await http.GetStringAsync("/switches")).RootElement.EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "Edge:Cache").GetProperty("value").GetString();
}
