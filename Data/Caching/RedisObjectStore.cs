using System.Reflection;
using System.Text.Json;
using Conduit.Data.Routing;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Conduit.Data.Caching;

/// <summary>
/// Results of queries in the Redis server <c>cache</c>, as JSON. While that is unavailable nothing is found and nothing stored.
/// </summary>
/// <param name="redis">The server.</param>
/// <param name="logger">The log.</param>
public sealed partial class RedisObjectStore(IConnectionMultiplexer redis, ILogger<RedisObjectStore> logger)
{
    /// <summary>The lifetime of an entry in memory and in Redis.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private static readonly JsonSerializerOptions Json = new() { RespectRequiredConstructorParameters = true };

    // Entries of other builds may have other cache tags and another structure.
    private static readonly string Prefix = $"objects/{Build(typeof(RedisObjectStore).Assembly)}{Build(Assembly.GetEntryAssembly())}/";

    private readonly RedisCircuitBreaker _breaker = new();

    /// <summary>Returns the values of several keys, in one round trip; null for those that are absent or unreadable.</summary>
    internal async Task<Versioned<T>?[]> GetAsync<T>(IReadOnlyList<string> keys)
    {
        if (RequestRedisBudget.IsSpent) return new Versioned<T>?[keys.Count];
        try
        {
            RedisKey[] prefixed = [.. keys.Select(key => (RedisKey)(Prefix + key))];
            return [.. (await _breaker.RunAsync(() => redis.GetDatabase().StringGetAsync(prefixed))).Select(Read<T>)];
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            RequestRedisBudget.Spend();
            LogUnavailable(e.Message);
            return new Versioned<T>?[keys.Count];
        }
    }

    /// <summary>Stores a value without waiting. A value that is not stored is only read again.</summary>
    internal void Set<T>(string key, Versioned<T> value)
    {
        if (!redis.IsConnected) return;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Json);
        redis.GetDatabase().StringSet(Prefix + key, bytes, Lifetime, flags: CommandFlags.FireAndForget);
    }

    private static Versioned<T>? Read<T>(RedisValue value)
    {
        if (value.IsNull) return null;
        try
        {
            return JsonSerializer.Deserialize<Versioned<T>>(((ReadOnlyMemory<byte>)value).Span, Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static string Build(Assembly? assembly) => assembly?.ManifestModule.ModuleVersionId.ToString("N")[..8] ?? "";

    [LoggerMessage(LogLevel.Debug, "The object cache in Redis does not answer; continuing without it: {Reason}")]
    private partial void LogUnavailable(string reason);
}
