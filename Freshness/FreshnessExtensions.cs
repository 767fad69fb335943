using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>Freshness as a service registers it.</summary>
public static class FreshnessExtensions
{
    private const string ConnectionName = "stamps";

    // A read waits no longer than this for what would let it go to the replica; a write, before it goes on without.
    private const int PatienceMilliseconds = 500;

    /// <summary>Adds <see cref="Stamps"/>, in the Redis of the connection string <c>stamps</c>.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddFreshness<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<StampsOptions>()
            .Configure<IConfiguration>((stamps, configuration) => stamps.Connection = configuration.GetConnectionString(ConnectionName) ?? "")
            .Validate(stamps => IsConnection(stamps.Connection), $"The connection string {ConnectionName} is missing or cannot be read: set ConnectionStrings__{ConnectionName} (AppHost does) as in localhost:6379,password=….")
            .ValidateOnStart();
        builder.Services.AddSingleton(services => new StampsConnection(Options(services.GetRequiredService<IOptions<StampsOptions>>().Value)));
        builder.Services.AddSingleton<Stamps>();
        return builder;
    }

    private static ConfigurationOptions Options(StampsOptions stamps)
    {
        var options = ConfigurationOptions.Parse(stamps.Connection);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = PatienceMilliseconds;
        return options;
    }

    private static bool IsConnection(string text)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(text) && ConfigurationOptions.Parse(text).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private sealed class StampsOptions
    {
        public string Connection { get; set; } = "";
    }
}
