using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Conduit.ServiceDefaults.Redis;

/// <summary>Registers clients of Redis servers.</summary>
public static class RedisConnectionExtensions
{
    /// <summary>Adds the client of a Redis server; without its connection string the service does not start.</summary>
    /// <typeparam name="TConnection">The client's type.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">The connection string's name.</param>
    /// <param name="timeoutMilliseconds">The timeout of a command and of connecting.</param>
    /// <param name="make">Creates the client.</param>
    public static void AddRedisConnection<TConnection>(
        this IHostApplicationBuilder builder, string name, int timeoutMilliseconds, Func<ConfigurationOptions, TConnection> make)
        where TConnection : RedisConnection
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<Settings<TConnection>>()
            .Configure<IConfiguration>((settings, configuration) => settings.Connection = configuration.GetConnectionString(name) ?? "")
            .Validate(
                settings => IsConnection(settings.Connection),
                $"The connection string {name} is missing or cannot be read: "
                + $"set ConnectionStrings__{name} (AppHost does) as in localhost:6379,password=….")
            .ValidateOnStart();
        builder.Services.AddSingleton(services =>
        {
            var options = ConfigurationOptions.Parse(services.GetRequiredService<IOptions<Settings<TConnection>>>().Value.Connection);
            options.FailFast(timeoutMilliseconds);
            return make(options);
        });
    }

    /// <summary>Configures a client that never waits for an unavailable server, not even at the start.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="timeoutMilliseconds">The timeout of a command and of connecting.</param>
    public static void FailFast(this ConfigurationOptions options, int timeoutMilliseconds)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = timeoutMilliseconds;
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

    private sealed class Settings<TConnection>
    {
        public string Connection { get; set; } = "";
    }
}
