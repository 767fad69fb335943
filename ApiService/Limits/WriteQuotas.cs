using Conduit.Data.Feeds;
using Conduit.ServiceDefaults.Redis;

namespace Conduit.ApiService.Limits;

/// <summary>
/// Counts the writes of each account in an hour. The counters are in Redis, so all API servers share them for one round trip; an account's
/// rows are spread over all shards. Without Redis no write is refused: the limits per second of <see cref="RateLimits"/> remain.
/// </summary>
internal sealed class WriteQuotas(FeedsConnection connection)
{
    private const int WindowSeconds = 3600;

    // An hour begins with its first write. A counter without an expiry (ttl -1) would never be reset, so it gets one.
    private const string CountScript = """
        local count = redis.call('incr', KEYS[1])
        local left = redis.call('ttl', KEYS[1])
        if left < 0 then
            redis.call('expire', KEYS[1], ARGV[1])
            left = tonumber(ARGV[1])
        end
        return { count, left }
        """;

    private readonly RedisCircuitBreaker _redis = new();

    /// <summary>Counts a write.</summary>
    /// <param name="kind">The kind of the write.</param>
    /// <param name="account">The account that writes.</param>
    /// <param name="limit">How many are allowed in an hour.</param>
    /// <returns>How long to wait before the next; null when the write is allowed.</returns>
    public async Task<TimeSpan?> CountAsync(string kind, long account, int limit)
    {
        if (RequestRedisBudget.IsSpent) return null;
        try
        {
            var result = await _redis.RunAsync(() => connection.Redis.GetDatabase().ScriptEvaluateAsync(
                CountScript, [FormattableString.Invariant($"quota:{kind}:{account}")], [WindowSeconds]));
            return result is { } counted && (long[]?)counted is [var count, var left] && count > limit ? TimeSpan.FromSeconds(left) : null;
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            RequestRedisBudget.Spend();
            return null;
        }
    }
}
