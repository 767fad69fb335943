using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>The client of the Redis server <c>stamps</c>, for writers.</summary>
/// <param name="options">Where it is.</param>
public sealed class StampsConnection(ConfigurationOptions options) : RedisConnection(options);
