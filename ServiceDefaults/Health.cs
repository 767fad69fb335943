using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Conduit.ServiceDefaults;

/// <summary><c>/health</c>: every check, so "send me requests"; <c>/alive</c>: the process itself, so "do not restart me".</summary>
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
        // What the checks ask of databases and caches every second would bury what people asked for.
        app.UseWhen(IsProbe, probe => probe.Use(async (context, next) =>
        {
            using var quiet = SuppressInstrumentationScope.Begin();
            draining?.Note(context.Request);
            await next(context);
        }));
        app.MapHealthChecks(Ready, new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live), ResponseWriter = WriteAsync });
        return app;
    }

    public static bool IsProbe(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Ready) || context.Request.Path.StartsWithSegments(Alive);

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var lines = report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status}{Because(entry.Value.Description)}");
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{report.Status}\n{string.Join('\n', lines)}\n");
    }

    private static string Because(string? description) => description is null ? "" : $" ({description})";
}
