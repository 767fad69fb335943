using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>Redis servers as a service registers them.</summary>
public static class RedisConnectionExtensions
{
    /// <summary>Adds the client of the Redis server that a connection string names; without that the service does not start.</summary>
    /// <typeparam name="TConnection">The client's type.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">The connection string's name.</param>
    /// <param name="patienceMilliseconds">How long an answer, and a connection, is waited for.</param>
    /// <param name="make">Makes the client.</param>
    public static void AddRedisConnection<TConnection>(this IHostApplicationBuilder builder, string name, int patienceMilliseconds, Func<ConfigurationOptions, TConnection> make)
        where TConnection : RedisConnection
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<Server<TConnection>>()
            .Configure<IConfiguration>((server, configuration) => server.Connection = configuration.GetConnectionString(name) ?? "")
            .Validate(server => IsConnection(server.Connection), $"The connection string {name} is missing or cannot be read: set ConnectionStrings__{name} (AppHost does) as in localhost:6379,password=….")
            .ValidateOnStart();
        builder.Services.AddSingleton(services =>
        {
            var options = ConfigurationOptions.Parse(services.GetRequiredService<IOptions<Server<TConnection>>>().Value.Connection);
            options.FailFast(patienceMilliseconds);
            return make(options);
        });
    }

    /// <summary>Has a client that can be done without wait for nothing: neither at the start, nor while the server is away.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="patienceMilliseconds">How long an answer, and a connection, is waited for.</param>
    public static void FailFast(this ConfigurationOptions options, int patienceMilliseconds)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = patienceMilliseconds;
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

    private sealed class Server<TConnection>
    {
        public string Connection { get; set; } = "";
    }
}
