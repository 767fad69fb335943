using Conduit.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Conduit.Data.Feeds;

/// <summary>Feeds as a service registers them.</summary>
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
        builder.Services.AddOptions<FeedOptions>().BindConfiguration(FeedOptions.Section)
            .Validate(feeds => feeds.CelebrityFollowers > 0, "Feeds__CelebrityFollowers must be 1 or more.").ValidateOnStart();
        builder.Services.AddOptions<FeedsServer>()
            .Configure<IConfiguration>((server, configuration) => server.Connection = configuration.GetConnectionString(ConnectionName) ?? "")
            .Validate(server => !string.IsNullOrWhiteSpace(server.Connection), $"The connection string {ConnectionName} is missing: set ConnectionStrings__{ConnectionName} (AppHost does).")
            .ValidateOnStart();
        builder.Services.AddSingleton(services => new FeedsConnection(Options(services.GetRequiredService<IOptions<FeedsServer>>().Value)));
        builder.Services.AddSingleton<FeedStore>();
        return builder;
    }

    private static ConfigurationOptions Options(FeedsServer server)
    {
        var options = ConfigurationOptions.Parse(server.Connection);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = TimeoutMilliseconds;
        return options;
    }

    private sealed class FeedsServer
    {
        public string Connection { get; set; } = "";
    }
}
