using Conduit.Data;
using Conduit.Data.Caching;
using Conduit.Freshness;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>
/// The output cache's store: this server's memory, and Redis for all servers. It keeps an answer with all that it depends on, and finds it only while nothing of that was
/// written to. While Redis is away or slow it is left alone.
/// </summary>
internal sealed partial class AnswerStore(IOutputCacheStore redis, Databases databases, IOptions<CachingOptions> options, ILogger<AnswerStore> logger) : IOutputCacheStore, IDisposable
{
    private readonly MemoryCache _memory = options.Value.NewMemory();
    private readonly Patience _patience = new();

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var outcome = CacheOutcome.Miss;
        key = AskerKey.Shared(key);
        if (_memory.TryGetValue(key, out StoredAnswer? here))
        {
            if (databases.IsValid(here!.On)) return Found(here);
            outcome = CacheOutcome.Invalid;
        }

        if (await AskAsync(cancel => redis.GetAsync(key, cancel), cancellationToken) is { } bytes && StoredAnswer.Read(bytes) is { } elsewhere)
        {
            if (databases.IsValid(elsewhere.On))
            {
                Remember(key, elsewhere);
                return Found(elsewhere);
            }

            outcome = CacheOutcome.Invalid;
        }

        Telemetry.CountLookup(Tier.Output, outcome, Subject);
        return null;
    }

    public async ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        // What was made without reading anything costs nothing to make again, and no write would ever make it invalid.
        if (Observation.Current?.Dependencies is not { Count: > 0 } on) return;
        var answer = new StoredAnswer(on, value);
        key = AskerKey.Shared(key);
        Remember(key, answer, validFor);
        await AskAsync(
            async cancel =>
            {
                await redis.SetAsync(key, answer.ToBytes(), tags, validFor, cancel);
                return null;
            },
            cancellationToken);
    }

    // Nobody withdraws anything: what is not so any more is not found.
    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) => redis.EvictByTagAsync(tag, cancellationToken);

    public void Dispose() => _memory.Dispose();

    private static string Subject => Observation.Current?.Subject ?? "";

    private static byte[] Found(StoredAnswer answer)
    {
        Telemetry.CountLookup(Tier.Output, CacheOutcome.Hit, Subject);
        Observation.Current?.Answered(Tier.Output, answer.On);
        return answer.Answer;
    }

    private void Remember(string key, StoredAnswer answer, TimeSpan? validFor = null) =>
        _memory.Set(key, answer, new MemoryCacheEntryOptions { Size = answer.Size, AbsoluteExpirationRelativeToNow = validFor ?? TimeSpan.FromMinutes(1) });

    private async ValueTask<byte[]?> AskAsync(Func<CancellationToken, ValueTask<byte[]?>> ask, CancellationToken cancellation)
    {
        if (RequestPatience.IsOver) return null;
        try
        {
            return await _patience.WaitAsync(() => ask(cancellation).AsTask(), cancellation);
        }
        catch (Exception e) when (Patience.IsAway(e))
        {
            RequestPatience.End();
            LogAway(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The output cache in Redis does not answer: {Reason}")]
    private partial void LogAway(string reason);
}
