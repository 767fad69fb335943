using Conduit.Data.Caching;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults.Redis;
using Microsoft.AspNetCore.OutputCaching;

namespace Conduit.ApiService.Caching;

/// <summary>
/// The output cache's store in Redis, which all API servers share. It stores a response with its dependencies, and returns it only while
/// none of them was written to. While Redis is unavailable, lookups miss and nothing is stored.
/// </summary>
internal sealed partial class ValidatingOutputCacheStore(
    IOutputCacheStore redis, FreshnessFollower follower, ILogger<ValidatingOutputCacheStore> logger) : IOutputCacheStore
{
    private readonly RedisCircuitBreaker _breaker = new();

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var bytes = await RunAsync(token => redis.GetAsync(PerRequestCacheKey.Shared(key), token), cancellationToken);
        var entry = bytes is null ? null : OutputCacheEntry.Read(bytes);
        var isValid = entry is not null && follower.IsValid(entry.Dependencies);
        var tracker = DependencyTracker.Current;
        var outcome = isValid ? CacheOutcome.Hit : entry is null ? CacheOutcome.Miss : CacheOutcome.Invalid;
        CacheMetrics.CountLookup(Tier.OutputL2, outcome, tracker?.Kind ?? "");
        if (!isValid) return null;
        tracker?.AddResponse(Tier.OutputL2, entry!.Dependencies);
        return entry!.Response;
    }

    public async ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        // No write would ever make a response without dependencies invalid.
        if (DependencyTracker.Current?.Dependencies is not { Count: > 0 } dependencies) return;
        var entry = new OutputCacheEntry(dependencies, value);
        await RunAsync(
            async token =>
            {
                await redis.SetAsync(PerRequestCacheKey.Shared(key), entry.ToBytes(), tags, validFor, token);
                return null;
            },
            cancellationToken);
    }

    // Nothing is evicted by writes: an invalid entry is not found.
    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => redis.EvictByTagAsync(tag, cancellationToken);

    private async ValueTask<byte[]?> RunAsync(Func<CancellationToken, ValueTask<byte[]?>> command, CancellationToken cancellationToken)
    {
        if (RequestRedisBudget.IsSpent) return null;
        try
        {
            return await _breaker.RunAsync(() => command(cancellationToken).AsTask(), cancellationToken);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            RequestRedisBudget.Spend();
            LogUnavailable(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The output cache in Redis is unavailable; the response is made without it: {Reason}")]
    private partial void LogUnavailable(string reason);
}
