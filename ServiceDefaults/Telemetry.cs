using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Conduit.ServiceDefaults;

internal static class Telemetry
{
    /// <summary>Activity sources and meters of our own are named Conduit.Something and need no registration.</summary>
    private const string Own = "Conduit.*";

    // The fastest response, from the edge's memory, takes a fraction of a millisecond; the default boundaries begin with five.
    private static readonly ExplicitBucketHistogramConfiguration Latencies = new()
    {
        Boundaries = [.00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10],
    };

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var hasCollector = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var isScraped = MetricsEndpoint.IsConfigured(builder.Configuration);
        // Without a collector and without scrapes, nothing is measured.
        if (!hasCollector && !isScraped) return;

        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Own, "Npgsql", "Microsoft.AspNetCore.OutputCaching")
                .AddView(instrument => IsLatency(instrument) ? Latencies : null);
            if (isScraped) metrics.AddPrometheusExporter();
        });
        if (hasCollector) builder.AddCollector(telemetry);
    }

    private static void AddCollector(this IHostApplicationBuilder builder, OpenTelemetryBuilder telemetry)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        telemetry
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, Own)
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => !Health.IsProbe(context) && !MetricsEndpoint.IsScrape(context);
                    // Razor components would start traces of their own beside the request that renders them.
                    options.EnableRazorComponentsSupport = false;
                })
                .AddHttpClientInstrumentation()
                .AddNpgsql())
            .UseOtlpExporter();
    }

    // Not the durations of connections, which last for minutes.
    private static bool IsLatency(Instrument instrument) => instrument is Histogram<double> { Unit: "s" }
        && (instrument.Meter.Name.StartsWith("Conduit.", StringComparison.Ordinal)
            || instrument.Name.EndsWith(".request.duration", StringComparison.Ordinal));
}
