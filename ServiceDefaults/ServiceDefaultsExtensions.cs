using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.ServiceDefaults;

/// <summary>Registers what all services share: telemetry, health checks, service discovery, resilience.</summary>
public static class ServiceDefaultsExtensions
{
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddDefaultLogLevels();
        builder.AddTelemetry();
        builder.AddMetricsEndpoint();
        builder.AddHealth();
        builder.AddProxies();
        builder.AddUnsafeSwitches();
        builder.Services.AddSingleton<PeerKey>();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddResilience();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>Comes first: answers scrapes, and takes the client's address from the headers of the proxy in front.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app) => app.UseMetricsEndpoint().UseProxies();

    public static WebApplication MapDefaultEndpoints(this WebApplication app) => app.MapHealth();
}
