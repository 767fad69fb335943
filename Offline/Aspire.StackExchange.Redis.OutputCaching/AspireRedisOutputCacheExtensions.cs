using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers output caching in Redis.</summary>
public static class AspireRedisOutputCacheExtensions
{
    private const string Section = "Aspire:StackExchange:Redis";

    /// <summary>Registers output caching in the Redis of the named connection string, and that client as <see cref="IConnectionMultiplexer"/>, with a health check.</summary>
    public static void AddRedisOutputCache(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = new StackExchangeRedisSettings();
        builder.Configuration.GetSection(Section).Bind(settings);
        builder.Configuration.GetSection($"{Section}:{connectionName}").Bind(settings);
        if (builder.Configuration.GetConnectionString(connectionName) is { } connectionString) settings.ConnectionString = connectionString;
        configureSettings?.Invoke(settings);

        builder.Services.AddSingleton<IConnectionMultiplexer>(services =>
        {
            var options = ConfigurationOptions.Parse(settings.ConnectionString ?? throw new InvalidOperationException($"ConnectionStrings:{connectionName} is missing."));
            // The client connects by itself as soon as there is a server.
            options.AbortOnConnectFail = false;
            configureOptions?.Invoke(options);
            var redis = ConnectionMultiplexer.Connect(options);
            services.GetService<RedisTracing>()?.Watch(redis);
            return redis;
        });
        builder.Services.AddStackExchangeRedisOutputCache(_ => { });
        builder.Services.AddOptions<Microsoft.AspNetCore.OutputCaching.StackExchangeRedis.RedisOutputCacheOptions>()
            .Configure<IServiceProvider>((options, services) => options.ConnectionMultiplexerFactory = () => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>()));
        if (!settings.DisableTracing)
        {
            builder.Services.AddSingleton<RedisTracing>().AddHostedService(services => services.GetRequiredService<RedisTracing>());
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(RedisTracing.Source));
        }

        if (!settings.DisableHealthChecks)
            builder.Services.AddHealthChecks().AddRedis(services => services.GetRequiredService<IConnectionMultiplexer>(), "StackExchange.Redis");
    }
}
