using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>The client of a Redis server; a service may have several, each of a type of its own.</summary>
/// <param name="options">Where it is.</param>
public abstract class RedisConnection(ConfigurationOptions options) : IAsyncDisposable
{
    private readonly Lazy<ConnectionMultiplexer> _redis = new(() => ConnectionMultiplexer.Connect(options));

    /// <summary>The client; it connects by itself whenever there is a server.</summary>
    public IConnectionMultiplexer Redis => _redis.Value;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_redis.IsValueCreated) await _redis.Value.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
