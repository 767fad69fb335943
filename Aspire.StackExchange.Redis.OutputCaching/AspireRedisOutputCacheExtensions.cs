using Aspire.StackExchange.Redis;
using Microsoft.AspNetCore.OutputCaching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Stores ASP.NET Core's output cache in Redis. The README beside this file says why this project exists.</summary>
public static class AspireRedisOutputCacheExtensions
{
    /// <summary>
    /// Registers output caching in the Redis server of a connection string, whose client becomes the <see
    /// cref="IConnectionMultiplexer"/>.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">The name of the connection string.</param>
    /// <param name="configureSettings">Changes the settings read from <c>Aspire:StackExchange:Redis</c>.</param>
    /// <param name="configureOptions">Changes the client's options.</param>
    public static void AddRedisOutputCache(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        builder.AddRedisClientBuilder(connectionName, configureSettings, configureOptions).WithOutputCache();
    }

    /// <summary>Registers output caching in the Redis server of a connection string, whose client is a keyed service.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">The name of the connection string, and the client's key.</param>
    /// <param name="configureSettings">Changes the settings read from <c>Aspire:StackExchange:Redis</c>.</param>
    /// <param name="configureOptions">Changes the client's options.</param>
    public static void AddKeyedRedisOutputCache(
        this IHostApplicationBuilder builder,
        string name,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.AddKeyedRedisClientBuilder(name, configureSettings, configureOptions).WithOutputCache();
    }

    /// <summary>Stores the output cache in the Redis server of this client.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <returns>The client's builder.</returns>
    public static AspireRedisClientBuilder WithOutputCache(this AspireRedisClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.HostBuilder.Services.AddStackExchangeRedisOutputCache(static _ => { });
        builder.HostBuilder.Services.AddOptions<RedisOutputCacheOptions>().Configure<IServiceProvider>(
            (options, services) => options.ConnectionMultiplexerFactory = () => Task.FromResult(Client(services, builder.ServiceKey)));
        return builder;
    }

    private static IConnectionMultiplexer Client(IServiceProvider services, string? key) =>
        key is null ? services.GetRequiredService<IConnectionMultiplexer>() : services.GetRequiredKeyedService<IConnectionMultiplexer>(key);
}
