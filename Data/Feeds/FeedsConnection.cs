using StackExchange.Redis;

namespace Conduit.Data.Feeds;

/// <summary>The client of the Redis server <c>cache</c> for feeds.</summary>
/// <param name="options">Where it is.</param>
public sealed class FeedsConnection(ConfigurationOptions options) : IAsyncDisposable
{
    private readonly Lazy<ConnectionMultiplexer> _redis = new(() => ConnectionMultiplexer.Connect(options));

    /// <summary>The client; it connects by itself whenever there is a server.</summary>
    public IDatabase Redis => _redis.Value.GetDatabase();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_redis.IsValueCreated) await _redis.Value.DisposeAsync();
    }
}
