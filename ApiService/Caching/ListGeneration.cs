using StackExchange.Redis;

namespace Conduit.ApiService.Caching;

/// <summary>
/// A value that each change replaces and that is part of a list's key. Eviction alone would let in a list that was read before the change
/// and stored after it; under the old value nobody finds it.
/// </summary>
internal sealed partial class ListGeneration(IConnectionMultiplexer redis, ILogger<ListGeneration> logger)
{
    private static readonly RedisKey Key = "lists:generation";

    /// <summary>The value now; null when Redis does not answer, and then nothing may be served or stored.</summary>
    public async Task<string?> NowAsync()
    {
        try
        {
            var database = redis.GetDatabase();
            var now = await database.StringGetAsync(Key);
            if (now.HasValue) return now;
            await database.StringSetAsync(Key, New(), when: When.NotExists);
            return await database.StringGetAsync(Key);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Replaces the value.</summary>
    public async Task NextAsync()
    {
        try
        {
            await redis.GetDatabase().StringSetAsync(Key, New());
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogLost(e.Message);
        }
    }

    // Not a count: were the key lost, a count would begin again and find lists of before.
    private static string New() => Guid.NewGuid().ToString("N");

    [LoggerMessage(LogLevel.Warning, "Cached lists were not withdrawn, they end by themselves: {Reason}")]
    private partial void LogLost(string reason);
}
