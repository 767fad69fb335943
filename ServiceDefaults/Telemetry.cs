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

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // Without a collector, nothing is measured.
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Own, "Npgsql", "Microsoft.AspNetCore.OutputCaching"))
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName, Own)
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => !Health.IsProbe(context);
                    // Razor components would start traces of their own beside the request that renders them.
                    options.EnableRazorComponentsSupport = false;
                })
                .AddHttpClientInstrumentation()
                .AddNpgsql());

        telemetry.UseOtlpExporter();
    }
}
