using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab.Map;

/// <summary>A leased switch, in an application without open pages, which would renew the lease.</summary>
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

    private static async Task<string?> ValueAsync(HttpClient http) =>
        JsonDocument.Parse(await http.GetStringAsync("/switches")).RootElement.EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "Edge:Cache").GetProperty("value").GetString();
}
