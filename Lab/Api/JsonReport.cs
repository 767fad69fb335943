using System.Runtime.InteropServices;
using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>The results of every round as JSON.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Of(ApiOptions options, DateTime started, IEnumerable<ScenarioResult> results) => JsonSerializer.Serialize(
        new
        {
            started,
            options.Target,
            machine = new
            {
                cores = Environment.ProcessorCount,
                system = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
            },
            settings = new { options.Seconds, options.Rounds, options.Connections, options.Rate, options.Users },
            scenarios = results.Select(result => new
            {
                result.Scenario.Name,
                result.Scenario.Title,
                result.Scenario.Writes,
                result.Ratio,
                result.Note,
                api = Side(result.Api),
                baseline = result.Baseline is { } baseline ? Side(baseline) : null,
            }),
        },
        JsonOptions);

    private static object Side(SideResult side) => new
    {
        requestsPerSecond = side.Rate,
        pacedRequestsPerSecond = side.PacedRate,
        p50Milliseconds = side.P50,
        p99Milliseconds = side.P99,
        side.Requests,
        side.Errors,
        side.Saturated,
        side.Paced,
    };
}
