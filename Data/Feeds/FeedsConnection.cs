using Conduit.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Conduit.Data.Feeds;

/// <summary>The client of the Redis server <c>cache</c> for feeds.</summary>
/// <param name="options">The client's options.</param>
public sealed class FeedsConnection(ConfigurationOptions options) : RedisConnection(options);
