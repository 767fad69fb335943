using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Conduit.Edge.Caching;

internal static class CachingExtensions
{
    public static void AddCaching(this WebApplicationBuilder builder)
    {
        builder.AddLiveSwitches($"{EdgeOptions.Section}:{nameof(EdgeOptions.Cache)}");
        builder.AddFreshnessFollower();
        builder.Services.AddSingleton(services => new ResponseCache(
            services.GetRequiredService<FreshnessFollower>(), services.GetRequiredService<IOptions<EdgeOptions>>().Value.CacheMegabytes));
        builder.Services.AddSingleton<CacheRules>();
        builder.Services.AddSingleton<EpochLeaseCache>().AddHostedService(services => services.GetRequiredService<EpochLeaseCache>());
        builder.Services.AddSingleton<CdnPurgeService>().AddHostedService(services => services.GetRequiredService<CdnPurgeService>());
    }

    /// <summary>Comes as early as possible: a cached response skips everything after it.</summary>
    public static void UseCaching(this WebApplication app)
    {
        // Resolved later: options are validated when the service starts.
        Telemetry.ObserveCache(() => app.Services.GetRequiredService<ResponseCache>().Usage);
        app.UseMiddleware<EdgeCacheMiddleware>();
    }
}
