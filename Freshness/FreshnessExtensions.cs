using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conduit.Freshness;

/// <summary>Registers the services of writers and followers.</summary>
public static class FreshnessExtensions
{
    private const string ConnectionName = "freshness";

    // After this long a write continues without Redis.
    private const int TimeoutMilliseconds = 500;

    /// <summary>Adds the <see cref="WriteCoordinator"/>, in the Redis of the connection string <c>freshness</c>.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddFreshness<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddFreshnessOptions();
        builder.AddRedisConnection(ConnectionName, TimeoutMilliseconds, options => new WriterConnection(options));
        builder.AddIncarnationCheck<WriterConnection>();
        builder.Services.AddSingleton<FreshnessLog>().AddSingleton<WriteCoordinator>();
        return builder;
    }

    /// <summary>
    /// Adds the <see cref="FreshnessFollower"/>, for services that read caches and replicas. Every writer waits for each follower, so other
    /// services must not have one.
    /// </summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddFreshnessFollower<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddFreshnessOptions();
        builder.AddRedisConnection(ConnectionName, TimeoutMilliseconds, options => new FollowerConnection(options));
        builder.AddIncarnationCheck<FollowerConnection>();
        builder.Services.AddSingleton<FreshnessFollower>().AddHostedService(services => services.GetRequiredService<FreshnessFollower>());
        builder.Services.AddHealthChecks().AddCheck<FreshnessFollowerCheck>("freshness");
        return builder;
    }

    // A service that writes and follows checks once: the second registration of the same type has no effect.
    private static void AddIncarnationCheck<TConnection>(this IHostApplicationBuilder builder)
        where TConnection : RedisConnection =>
        builder.Services.AddHostedService(services => new IncarnationCheck(
            services.GetRequiredService<TConnection>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<ILogger<IncarnationCheck>>()));

    private static void AddFreshnessOptions(this IHostApplicationBuilder builder) =>
        builder.Services.AddOptions<FreshnessOptions>()
            .BindConfiguration(FreshnessOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
}
