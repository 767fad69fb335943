using Conduit.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Conduit.Data.Caching;

/// <summary>Registers the object cache.</summary>
public static class ObjectCacheExtensions
{
    /// <summary>Caches the results of queries that have a cache key, in memory and in the service's Redis server.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The service's builder, which has an <see cref="IConnectionMultiplexer"/>.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddObjectCache<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddLiveSwitches("Caching:Memory", "Caching:Redis");
        builder.Services.AddOptions<ObjectCacheOptions>().BindConfiguration(ObjectCacheOptions.Section)
            .Validate(cache => cache.MemoryMegabytes > 0, "Caching__MemoryMegabytes must be 1 or more.").ValidateOnStart();
        builder.Services.AddSingleton<RedisObjectStore>().AddSingleton<ObjectCache>();
        return builder;
    }
}
