using Conduit.Freshness;
using Conduit.ServiceDefaults;

namespace Conduit.Edge.Caching;

internal static class CachingRegistration
{
    public static void AddCaching(this WebApplicationBuilder builder)
    {
        builder.AddLiveSwitches($"{EdgeOptions.Section}:{nameof(EdgeOptions.Cache)}");
        builder.AddFreshnessFollower();
        builder.Services.AddSingleton<StoredAnswers>().AddSingleton<Fills>().AddSingleton<CacheRules>().AddSingleton<Validity>();
        builder.Services.AddSingleton<LentEpochs>().AddHostedService(services => services.GetRequiredService<LentEpochs>());
        builder.Services.AddSingleton<HandedOut>().AddHostedService(services => services.GetRequiredService<HandedOut>());
    }

    /// <summary>Comes as early as can be: what is kept costs no more than it must.</summary>
    public static void UseCaching(this WebApplication app)
    {
        Telemetry.ObserveFilling(() => app.Services.GetRequiredService<StoredAnswers>().Filling);
        app.UseMiddleware<EdgeCache>();
    }
}
