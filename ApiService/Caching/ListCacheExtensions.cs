using Microsoft.AspNetCore.OutputCaching;
using StackExchange.Redis;

namespace Conduit.ApiService.Caching;

internal static class ListCacheExtensions
{
    private const string ConnectionName = "cache";
    private const int PatienceMilliseconds = 1000;

    public static void AddListCache(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CacheConnection>()
            .Configure<IConfiguration>((cache, configuration) => cache.Text = configuration.GetConnectionString(ConnectionName))
            .Validate(cache => !string.IsNullOrWhiteSpace(cache.Text), $"The connection string {ConnectionName} is missing: set ConnectionStrings__{ConnectionName} (AppHost does).")
            .ValidateOnStart();
        builder.Services.AddOptions<CachingOptions>().BindConfiguration(CachingOptions.Section).ValidateOnStart();
        builder.Services.AddOutputCache();
        builder.AddRedisOutputCache(
            ConnectionName,
            // Without it the service is slower, not ill.
            settings => settings.DisableHealthChecks = true,
            options =>
            {
                options.AbortOnConnectFail = false;
                options.BacklogPolicy = BacklogPolicy.FailFast;
                options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = PatienceMilliseconds;
            });
        builder.Services.ForgiveStore();
    }

    public static RouteHandlerBuilder CacheList(this RouteHandlerBuilder endpoint) => endpoint.CacheOutput(policy => policy.AddPolicy<ListCachePolicy>());

    private static void ForgiveStore(this IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IOutputCacheStore));
        services.Remove(inner);
        services.AddSingleton<IOutputCacheStore>(provider => new ForgivingStore(
            (IOutputCacheStore)(inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)),
            provider.GetRequiredService<ILogger<ForgivingStore>>()));
    }

    private sealed class CacheConnection
    {
        public string? Text { get; set; }
    }
}
