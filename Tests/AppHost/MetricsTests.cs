using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>Every server has its metrics in the format of Prometheus, for those who have the operator key.</summary>
[Collection(SharedApplication.Name)]
public sealed partial class MetricsTests(WholeApplication whole)
{
    private const string KeyHeader = "X-Conduit-Key";
    private static readonly (string Resource, string Endpoint)[] Servers =
        [("edge", "metrics"), ("web-1", "http"), ("api-1", "http"), ("api-2", "http"), ("media", "http"), ("worker", "http")];

    private readonly ConduitApplication _application = whole.Application;

    [Theory]
    [InlineData("edge", "metrics")]
    [InlineData("web-1", "http")]
    [InlineData("api-1", "http")]
    [InlineData("worker", "http")]
    public async Task Metrics_are_refused_without_the_key(string resource, string endpoint)
    {
        using var http = _application.App.CreateHttpClient(resource, endpoint);
        using var without = await http.GetAsync("/metrics");
        http.DefaultRequestHeaders.Add(KeyHeader, _application.Secrets["edge-key"]);
        using var wrong = await http.GetAsync("/metrics");

        Assert.All([without, wrong], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    [Fact]
    public async Task Metrics_are_served_for_the_key_as_a_bearer_token()
    {
        using var http = _application.App.CreateHttpClient("worker", "http");
        http.DefaultRequestHeaders.Authorization = new("Bearer", _application.Secrets["metrics-key"]);
        using var answer = await http.GetAsync("/metrics");
        http.DefaultRequestHeaders.Authorization = new("Bearer", _application.Secrets["edge-key"]);
        using var wrong = await http.GetAsync("/metrics");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (answer.StatusCode, wrong.StatusCode));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/metrics/")]
    [InlineData("/Metrics")]
    [InlineData("/%6detrics")]
    public async Task Metrics_do_not_exist_on_the_public_port(string path)
    {
        using var http = _application.App.CreateHttpClient("edge", "http");
        http.DefaultRequestHeaders.Add(KeyHeader, _application.Secrets["metrics-key"]);
        using var answer = await http.GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Requests_are_counted_and_scrapes_and_probes_are_not()
    {
        await _application.Visitor().PastTheEdge().GetAsync("/api/tags");
        using var api = _application.App.CreateHttpClient("api-1", "http");
        using var probe = await api.GetAsync("/health");

        var metrics = string.Join('\n', await Task.WhenAll(Servers.Select(ScrapeAsync)));

        var requests = metrics.Split('\n')
            .Where(line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal))
            .ToList();
        Assert.Contains(requests, line => line.Contains("""http_route="/api/tags""", StringComparison.Ordinal));
        Assert.DoesNotContain(requests, line => line.Contains("/health", StringComparison.Ordinal));
        Assert.DoesNotContain(requests, line => line.Contains("/metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_metric_of_the_Grafana_dashboard_and_the_alerts_is_scraped()
    {
        var author = await _application.Visitor().RegisterAsync("measured");
        await (await _application.Visitor().RegisterAsync("measuring")).FavoriteAsync(await author.PublishAsync("Counted"));
        var expressions = Expressions(await ReadAsync("grafana", "conduit.json")).Append(await ReadAsync("prometheus", "alerts.yml"));
        var names = expressions.SelectMany(text => Metric().Matches(text).Select(match => match.Value)).Distinct().ToList();

        Assert.NotEmpty(names);
        await Eventually.GetAsync(
            async () =>
            {
                var metrics = await Task.WhenAll(Servers.Select(ScrapeAsync));
                return string.Join(' ', names.Where(name => !metrics.Any(text => Has(text, name))));
            },
            missing => missing.Length == 0,
            "every metric of the dashboard and the alerts is scraped");
    }

    private static IEnumerable<string> Expressions(string dashboard) => JsonDocument.Parse(dashboard).RootElement
        .GetProperty("panels").EnumerateArray()
        .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
        .Select(target => target.GetProperty("expr").GetString()!);

    private static Task<string> ReadAsync(string folder, string file) =>
        File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", folder, file));

    private async Task<string> ScrapeAsync((string Resource, string Endpoint) server)
    {
        using var http = _application.App.CreateHttpClient(server.Resource, server.Endpoint);
        http.DefaultRequestHeaders.Add(KeyHeader, _application.Secrets["metrics-key"]);
        return await http.GetStringAsync("/metrics");
    }

    private static bool Has(string metrics, string name) => metrics.Contains($"\n{name}{{", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(http|conduit|dotnet)_\w+_(total|count|bucket|bytes|seconds|depth|lease)\b")]
    private static partial Regex Metric();
}
