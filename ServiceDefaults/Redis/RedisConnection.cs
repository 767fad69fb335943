using StackExchange.Redis;

namespace Conduit.ServiceDefaults.Redis;

/// <summary>The client of a Redis server. A service may have several, each of its own type.</summary>
/// <param name="options">The client's options.</param>
public abstract class RedisConnection(ConfigurationOptions options) : IAsyncDisposable
{
    private readonly Lazy<ConnectionMultiplexer> _redis = new(() => ConnectionMultiplexer.Connect(options));

    /// <summary>The client, which reconnects by itself.</summary>
    public IConnectionMultiplexer Redis => _redis.Value;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_redis.IsValueCreated) await _redis.Value.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
