using System.Reflection;
using System.Text.Json;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace Conduit.Data.Caching;

/// <summary>The object cache as a service registers it.</summary>
public static class ObjectCacheExtensions
{
    private const int KilobytesPerMegabyte = 1024;

    // What nobody asks for leaves memory and Redis.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    // When Redis did not answer in time, it is left alone for a while.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <summary>Keeps the answers of queries that have a key, in memory and in the service's Redis client.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The service's builder, which has an <see cref="IConnectionMultiplexer"/>.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddObjectCache<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddLiveSwitches("Caching:Memory", "Caching:Redis");
        builder.Services.AddOptions<ObjectCacheOptions>().BindConfiguration(ObjectCacheOptions.Section)
            .Validate(cache => cache.MemoryMegabytes > 0, "Caching__MemoryMegabytes must be 1 or more.").ValidateOnStart();
        // Else it tells of every question.
        builder.Logging.AddFilter(typeof(FusionCache).Namespace, LogLevel.Warning);
        builder.Services.AddFusionCache()
            .WithOptions(cache =>
            {
                // Nothing is withdrawn by its tags there.
                cache.DisableTagging = true;
                cache.DistributedCacheCircuitBreakerDuration = Rest;
                cache.DistributedCacheErrorsLogLevel = cache.DistributedCacheSyntheticTimeoutsLogLevel = LogLevel.Debug;
            })
            .WithDefaultEntryOptions(entry =>
            {
                entry.Duration = Life;
                entry.DistributedCacheSoftTimeout = entry.DistributedCacheHardTimeout = Patience.Longest;
                entry.AllowBackgroundDistributedCacheOperations = true;
                entry.ReThrowSerializationExceptions = false;
            })
            .WithMemoryCache(services => new MemoryCache(new MemoryCacheOptions
            {
                SizeLimit = (long)services.GetRequiredService<IOptions<ObjectCacheOptions>>().Value.MemoryMegabytes * KilobytesPerMegabyte,
            }))
            .WithSerializer(new FusionCacheSystemTextJsonSerializer(new JsonSerializerOptions { RespectRequiredConstructorParameters = true }))
            .WithDistributedCache(services => new RedisCache(new RedisCacheOptions
            {
                InstanceName = $"answers/{Build(typeof(ObjectCache).Assembly)}{Build(Assembly.GetEntryAssembly())}/",
                ConnectionMultiplexerFactory = () => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>()),
            }));
        builder.Services.AddSingleton<ObjectCache>();
        return builder;
    }

    // What another build kept may depend on other tags, and have another shape.
    private static string Build(Assembly? assembly) => assembly?.ManifestModule.ModuleVersionId.ToString("N")[..8] ?? "";
}
