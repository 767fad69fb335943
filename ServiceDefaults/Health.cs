using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Conduit.ServiceDefaults;

/// <summary>
/// <c>/health</c> runs every check and decides whether the service receives requests; <c>/alive</c> checks only the process and decides
/// whether it is restarted.
/// </summary>
internal static class Health
{
    private const string Ready = "/health";
    private const string Alive = "/alive";
    private const string Live = "live";

    public static void AddHealth(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);

    public static WebApplication MapHealth(this WebApplication app)
    {
        var draining = app.Services.GetService<Draining>();
        // Traces of the checks' queries, every second, would hide the traces of requests.
        app.UseWhen(IsProbe, probe => probe.Use(async (context, next) =>
        {
            using var suppression = SuppressInstrumentationScope.Begin();
            draining?.Note(context.Request);
            await next(context);
        }));
        app.MapHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteAsync }).DisableHttpMetrics();
        app.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live), ResponseWriter = WriteAsync })
            .DisableHttpMetrics();
        return app;
    }

    public static bool IsProbe(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Ready) || context.Request.Path.StartsWithSegments(Alive);

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var lines = report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status}{Suffix(entry.Value.Description)}");
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{report.Status}\n{string.Join('\n', lines)}\n");
    }

    private static string Suffix(string? description) => description is null ? "" : $" ({description})";
}
