using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Dashboard;

/// <summary>One request is one trace, from the edge to the job that the worker runs for it.</summary>
[Collection(ApplicationWithDashboard.Name)]
public sealed class TraceTests(DashboardApplication application, Browser browser)
{
    private static readonly string[] Blocks = ["edge", "web", "api", "worker", "postgres"];

    [BrowserFact]
    public async Task A_favourite_clicked_on_a_page_is_one_trace_through_edge_web_api_postgres_and_worker()
    {
        using var http = new HttpClient { BaseAddress = application.Site };
        var author = await new Visitor(http).RegisterAsync("traced");
        var slug = await author.PublishAsync("Followed through every block");
        using var readersHttp = new HttpClient { BaseAddress = application.Site };
        var reader = await new Visitor(readersHttp).RegisterAsync("clicker");
        var page = await browser.NewVisitorAsync(application.Site);
        await page.GotoAsync("/login");
        await page.FillAsync("input[name=email]", reader.Email);
        await page.FillAsync("input[name=password]", reader.Password);
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForURLAsync("**/");

        await page.GotoAsync($"/article/{slug}");
        await page.Locator("button", new() { HasText = "Favorite Article" }).First.ClickAsync();

        using var telemetry = application.Telemetry();
        await Eventually.GetAsync(
            async () => Traces(await telemetry.GetStringAsync("/api/telemetry/traces")),
            traces => traces.Any(trace => Blocks.All(trace.Contains)),
            $"a trace with {string.Join(", ", Blocks)}",
            seconds: 40);
    }

    [Fact]
    public async Task A_request_that_the_lab_follows_shows_servers_and_statements_of_its_trace()
    {
        using var http = new HttpClient { BaseAddress = application.Lab };
        using var form = new FormUrlEncodedContent([new("path", $"/api/articles?limit=3&offset=1&author={Guid.NewGuid():N}")]);

        using var answer = await http.PostAsync("/request", form);

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("data-answered", page, StringComparison.Ordinal);
        Assert.Contains("/traces/detail/", page, StringComparison.Ordinal);
        Assert.All(["edge", "api-", "<pre>"], part => Assert.Contains(part, page, StringComparison.Ordinal));
    }

    /// <summary>For each trace the services that took part in it, from the OTLP of the dashboard.</summary>
    private static List<HashSet<string>> Traces(string answer)
    {
        var traces = new Dictionary<string, HashSet<string>>();
        using var document = JsonDocument.Parse(answer);
        foreach (var resource in document.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray())
        {
            var service = Attribute(resource.GetProperty("resource"), "service.name") ?? "";
            var scopes = resource.GetProperty("scopeSpans").EnumerateArray();
            foreach (var span in scopes.SelectMany(scope => scope.GetProperty("spans").EnumerateArray()))
            {
                var id = span.GetProperty("traceId").GetString()!;
                if (!traces.TryGetValue(id, out var trace))
                    traces[id] = trace = [];
                trace.Add(service.Split('-')[0]);
                if (Attribute(span, "db.system.name") == "postgresql" || Attribute(span, "db.system") == "postgresql")
                    trace.Add("postgres");
            }
        }
        return [.. traces.Values];
    }

    private static string? Attribute(JsonElement element, string key)
    {
        if (!element.TryGetProperty("attributes", out var attributes))
            return null;
        foreach (var attribute in attributes.EnumerateArray())
        {
            if (attribute.GetProperty("key").GetString() == key
                && attribute.GetProperty("value").TryGetProperty("stringValue", out var value))
                return value.GetString();
        }
        return null;
    }
}
