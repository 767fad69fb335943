using Conduit.ServiceDefaults;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.Data.Feeds;

/// <summary>Registers the store of feeds.</summary>
public static class FeedsExtensions
{
    private const string ConnectionName = "cache";
    private const int TimeoutMilliseconds = 2000;

    /// <summary>Adds <see cref="FeedStore"/>, in the Redis of the connection string <c>cache</c>.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddFeeds<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddLiveSwitches("Feeds:Stored");
        builder.Services.AddOptions<FeedOptions>()
            .BindConfiguration(FeedOptions.Section)
            .Validate(feeds => feeds.CelebrityFollowers > 0, "Feeds__CelebrityFollowers must be 1 or more.")
            .ValidateOnStart();
        builder.AddRedisConnection(ConnectionName, TimeoutMilliseconds, options => new FeedsConnection(options));
        builder.Services.AddSingleton<FeedStore>();
        return builder;
    }
}
