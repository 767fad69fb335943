using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Conduit.ServiceDefaults.Redis;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>Registers the caches of whole responses: in this server's memory, in Redis, and at clients.</summary>
internal static class CachingExtensions
{
    private const string ConnectionName = "cache";
    private const int ConnectMilliseconds = 1000;

    public static void AddResponseCaching(this IHostApplicationBuilder builder)
    {
        builder.AddLiveSwitches("Caching:Output", "Caching:Client");
        builder.Services.AddOptions<CacheConnection>()
            .Configure<IConfiguration>((cache, configuration) => cache.Text = configuration.GetConnectionString(ConnectionName))
            .Validate(
                cache => !string.IsNullOrWhiteSpace(cache.Text),
                $"The connection string {ConnectionName} is missing: set ConnectionStrings__{ConnectionName} (AppHost does).")
            .ValidateOnStart();
        builder.Services.AddOptions<CachingOptions>()
            .BindConfiguration(CachingOptions.Section)
            .RejectRenamed(CachingOptions.Section, ("AnswerMegabytes", nameof(CachingOptions.ResponseMegabytes)))
            .Validate(caching => caching.ResponseMegabytes > 0, "Caching__ResponseMegabytes must be 1 or more.")
            .ValidateOnStart();
        builder.Services.AddSingleton(services => new ResponseCache(
            services.GetRequiredService<FreshnessFollower>(),
            services.GetRequiredService<IOptions<CachingOptions>>().Value.ResponseMegabytes));
        builder.Services.AddSingleton<ETagIndex>();
        builder.Services.AddOutputCache(options => options.UseCaseSensitivePaths = true);
        builder.AddRedisOutputCache(
            ConnectionName,
            // Without Redis the service is slower, not unhealthy.
            settings => settings.DisableHealthChecks = true,
            options => options.FailFast(ConnectMilliseconds));
        builder.Services.DecorateOutputCacheStore();
    }

    /// <summary>Comes first: a hit is for anonymous clients and skips everything after this.</summary>
    public static void UseResponseCache(this WebApplication app) => app.UseMiddleware<ResponseCacheMiddleware>();

    /// <summary>Comes before all middleware that reads data.</summary>
    public static void UseResponseCacheFill(this WebApplication app)
    {
        app.UseMiddleware<ResponseCacheFillMiddleware>();
        app.UseMiddleware<DependencyTrackingMiddleware>();
    }

    /// <summary>Comes after all middleware that may refuse the request.</summary>
    public static void UseSharedResponseCache(this WebApplication app)
    {
        app.UseOutputCache();
        app.UseMiddleware<EntityTagMiddleware>();
    }

    /// <summary>Caches whole anonymous responses of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="query">The query parameters that it reads.</param>
    /// <returns>The endpoint.</returns>
    public static TBuilder CachesResponses<TBuilder>(this TBuilder endpoint, params string[] query)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .WithMetadata(FullResponseCacheMetadata.Instance)
            .CacheOutput(policy => policy.AddPolicy<ValidatedCachePolicy>().SetVaryByQuery(query));

    private static void DecorateOutputCacheStore(this IServiceCollection services)
    {
        var redis = services.Last(service => service.ServiceType == typeof(IOutputCacheStore));
        services.Remove(redis);
        services.AddSingleton<IOutputCacheStore>(CreateStore);

        ValidatingOutputCacheStore CreateStore(IServiceProvider provider) => ActivatorUtilities.CreateInstance<ValidatingOutputCacheStore>(
            provider,
            redis.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, redis.ImplementationType!));
    }

    private sealed class CacheConnection
    {
        public string? Text { get; set; }
    }
}

/// <summary>Marks endpoints whose anonymous responses are cached whole.</summary>
internal sealed class FullResponseCacheMetadata
{
    public static readonly FullResponseCacheMetadata Instance = new();
}

internal static class EndpointNames
{
    /// <summary>The endpoint's name, by which metrics distinguish kinds of responses.</summary>
    public static string Name(this Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "";
}
