using Conduit.Data.Feeds;
using Conduit.Freshness;

namespace Conduit.ApiService.Limits;

/// <summary>
/// Counts what each account writes in an hour. The counters are in Redis, so that they hold across all API servers at the price of one
/// round trip; an account's rows are spread over all shards. Without Redis nothing is refused: the limits per second of <see
/// cref="RateLimits"/> remain.
/// </summary>
internal sealed class WriteQuotas(FeedsConnection connection)
{
    private const int WindowSeconds = 3600;

    // An hour begins with its first write. A counter without an end would never be reset.
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
    /// <param name="kind">What is written.</param>
    /// <param name="account">Who writes it.</param>
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
