using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>The client of the Redis server <c>stamps</c>; a service may have others of other servers.</summary>
/// <param name="options">Where it is.</param>
public sealed class StampsConnection(ConfigurationOptions options) : IAsyncDisposable
{
    private readonly Lazy<ConnectionMultiplexer> _redis = new(() => ConnectionMultiplexer.Connect(options));

    /// <summary>The client; it connects by itself whenever there is a server.</summary>
    public IConnectionMultiplexer Redis => _redis.Value;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_redis.IsValueCreated) await _redis.Value.DisposeAsync();
    }
}
