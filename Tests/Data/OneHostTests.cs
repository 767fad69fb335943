using Conduit.Tests.Application;

namespace Conduit.Tests.Data;

/// <summary>A managed server has one name, which leads to whichever of its nodes is the primary.</summary>
[Collection(SharedApplication.Name)]
public sealed class OneHostTests(WholeApplication whole)
{
    [LinuxFact]
    public async Task API_server_reads_and_writes_when_each_connection_string_has_one_host()
    {
        var first = await whole.Application.ConnectionStringAsync("postgres-0");
        var second = await whole.Application.ConnectionStringAsync("postgres-1");
        Assert.DoesNotContain(',', $"{first}{second}");
        using var running = await ServiceProcess.OfAsync(whole.Application, "api-1");
        using var server = running.StartAnother(
            ("ConnectionStrings__accounts", $"{first};Database=accounts"),
            ("ConnectionStrings__conduit-0", $"{first};Database=conduit"),
            ("ConnectionStrings__conduit-1", $"{second};Database=conduit"));
        try
        {
            await server.HealthyAsync();
            using var http = new HttpClient { BaseAddress = server.Address };
            var author = await new Visitor(http).RegisterAsync("one-host");

            var slug = await author.PublishAsync("Through one name");

            Assert.Contains("Through one name", await http.GetStringAsync($"/api/articles/{slug}"), StringComparison.Ordinal);
        }
        finally
        {
            await server.EndAsync();
        }
    }
}
