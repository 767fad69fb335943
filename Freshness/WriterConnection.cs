using Conduit.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>The client of the Redis server <c>freshness</c>, for writers.</summary>
/// <param name="options">The client's options.</param>
public sealed class WriterConnection(ConfigurationOptions options) : RedisConnection(options);
