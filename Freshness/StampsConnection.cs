using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>The client of the Redis server <c>stamps</c>.</summary>
/// <param name="options">Where it is.</param>
public sealed class StampsConnection(ConfigurationOptions options) : RedisConnection(options);
