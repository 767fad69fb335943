using System.Text.Json;
using Conduit.Tests.Application;
using Conduit.Tests.Lab;

namespace Conduit.Tests.Dashboard;

/// <summary>A load leaves a few traces in the dashboard, not one for each request.</summary>
[Collection(ApplicationWithDashboard.Name)]
public sealed class SamplingTests(DashboardApplication application)
{
    [Fact]
    public async Task Load_leaves_a_trace_of_one_request_in_many()
    {
        using var telemetry = application.Telemetry();
        var before = await EdgeTracesAsync();

        using var lab = LabProcess.Start(
        [
            "load", "--target", $"{application.Site}", "--rate", "40", "--seconds", "3", "--trace-every", "30", "--checkers", "2",
        ]);
        var (code, output, errors) = await lab.EndAsync();

        Assert.True(code == 0, output + errors);
        Assert.Contains("\"requests\":", output, StringComparison.Ordinal);
        var traces = await Eventually.GetAsync(
            async () => (await EdgeTracesAsync()).Except(before).ToList(), now => now.Count > 0, "a trace of the load", seconds: 40);
        // The load's 120 requests, a few hundred of its set-up, and those of the check.
        Assert.True(traces.Count < 20, $"{traces.Count} traces");

        async Task<HashSet<string>> EdgeTracesAsync() => Traces(await telemetry.GetStringAsync("/api/telemetry/traces"));
    }

    private static HashSet<string> Traces(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        var resources = document.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray();
        return
        [
            .. resources
                .Where(resource => resource.GetProperty("resource").GetRawText().Contains("\"edge\"", StringComparison.Ordinal))
                .SelectMany(resource => resource.GetProperty("scopeSpans").EnumerateArray())
                .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())
                .Select(span => span.GetProperty("traceId").GetString()!),
        ];
    }
}
