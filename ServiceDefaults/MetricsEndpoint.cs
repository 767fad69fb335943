using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Conduit.ServiceDefaults;

/// <summary>
/// <c>/metrics</c> in the format of Prometheus, protected by an operator key in the header <see cref="OperatorKey.Header"/> or as a bearer
/// token. Without the setting <c>Metrics:Key</c> it does not exist.
/// </summary>
internal static class MetricsEndpoint
{
    private static readonly PathString Path = "/metrics";

    public static void AddMetricsEndpoint(this IHostApplicationBuilder builder) => builder.Services
        .AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateDataAnnotations().ValidateOnStart();

    public static bool IsConfigured(IConfiguration configuration) => KeyOf(configuration) is { Length: > 0 };

    public static bool IsScrape(HttpContext context) => context.Request.Path.StartsWithSegments(Path);

    /// <summary>Comes first, so that a scrape meets no cache, host filter or limit, and a proxy never forwards one.</summary>
    public static WebApplication UseMetricsEndpoint(this WebApplication app)
    {
        if (!IsConfigured(app.Configuration)) return app;
        var isSentBy = OperatorKey.CheckScrape(KeyOf(app.Configuration)!);
        app.MapWhen(IsScrape, scrape =>
        {
            scrape.Use((context, next) => RefusalOf(context, isSentBy) is { } status ? RefuseAsync(context, status) : next(context));
            scrape.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        });
        return app;
    }

    private static int? RefusalOf(HttpContext context, Predicate<HttpRequest> isSentBy)
    {
        // A scrape is not part of what it measures.
        context.Features.Get<IHttpMetricsTagsFeature>()?.MetricsDisabled = true;
        var options = context.RequestServices.GetRequiredService<IOptions<MetricsOptions>>().Value;
        if (options.Port is { } port && context.Connection.LocalPort != port) return StatusCodes.Status404NotFound;
        return isSentBy(context.Request) ? null : StatusCodes.Status401Unauthorized;
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static string? KeyOf(IConfiguration configuration) => configuration[$"{MetricsOptions.Section}:{nameof(MetricsOptions.Key)}"];
}
