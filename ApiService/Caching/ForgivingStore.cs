using Microsoft.AspNetCore.OutputCaching;
using StackExchange.Redis;

namespace Conduit.ApiService.Caching;

/// <summary>A store that finds and keeps nothing while Redis is away: slower, not broken.</summary>
internal sealed partial class ForgivingStore(IOutputCacheStore inner, ILogger<ForgivingStore> logger) : IOutputCacheStore
{
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.GetAsync(key, cancellationToken);
        }
        catch (Exception e) when (IsAway(e))
        {
            return null;
        }
    }

    public async ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        try
        {
            await inner.SetAsync(key, value, tags, validFor, cancellationToken);
        }
        catch (Exception e) when (IsAway(e))
        {
            LogAway(e.Message);
        }
    }

    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        try
        {
            await inner.EvictByTagAsync(tag, cancellationToken);
        }
        catch (Exception e) when (IsAway(e))
        {
            LogAway(e.Message);
        }
    }

    private static bool IsAway(Exception exception) => exception is RedisException or TimeoutException;

    [LoggerMessage(LogLevel.Warning, "The output cache does not answer: {Reason}")]
    private partial void LogAway(string reason);
}
