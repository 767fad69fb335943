using Conduit.Freshness;
using Conduit.ServiceDefaults;

namespace Conduit.Edge.Caching;

internal static class CachingExtensions
{
    public static void AddCaching(this WebApplicationBuilder builder)
    {
        builder.AddLiveSwitches($"{EdgeOptions.Section}:{nameof(EdgeOptions.Cache)}");
        builder.AddFreshnessFollower();
        builder.Services.AddSingleton<EdgeCaches>().AddSingleton<CacheRules>();
        builder.Services.AddSingleton<EpochLeaseService>().AddHostedService(services => services.GetRequiredService<EpochLeaseService>());
        builder.Services.AddSingleton<CdnPurgeService>().AddHostedService(services => services.GetRequiredService<CdnPurgeService>());
    }

    /// <summary>Comes as early as possible: a cached response skips everything after it.</summary>
    public static void UseCaching(this WebApplication app)
    {
        // Resolved later: options are validated when the service starts.
        Telemetry.ObserveCache(() => app.Services.GetRequiredService<EdgeCaches>().Usage);
        app.UseMiddleware<EdgeCacheMiddleware>();
    }
}
