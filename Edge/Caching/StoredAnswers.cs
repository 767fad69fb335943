using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Conduit.Edge.Caching;

/// <summary>The kept answers, in memory of a bounded size; what was not asked for longest goes first.</summary>
internal sealed class StoredAnswers(IOptions<EdgeOptions> options) : IDisposable
{
    // What nobody asks for leaves; Redis 'freshness' remembers longer than any entry lives.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _memory = new(new MemoryCacheOptions { SizeLimit = options.Value.CacheMegabytes * 1024L * 1024L, TrackStatistics = true });
    private long _purges;

    /// <summary>How often was purged. An answer that was asked for before a purge is not kept after it.</summary>
    public long Purges => Volatile.Read(ref _purges);

    public (long Count, long Bytes) Filling => _memory.GetCurrentStatistics() is { } now ? (now.CurrentEntryCount, now.CurrentEstimatedSize ?? 0) : default;

    public StoredAnswer? Find(string key) => _memory.Get<StoredAnswer>(key);

    public void Keep(string key, StoredAnswer answer, long purges)
    {
        if (purges != Purges) return;
        _memory.Set(key, answer, new MemoryCacheEntryOptions { Size = answer.Size + (2 * key.Length), AbsoluteExpirationRelativeToNow = Life });
        if (purges != Purges) _memory.Remove(key);
    }

    /// <summary>Forgets everything.</summary>
    /// <returns>How many answers that were.</returns>
    public int Purge() => Purge(_ => true);

    /// <summary>Forgets what depends on a tag.</summary>
    /// <param name="tag">Such as <c>article:77</c>, or <c>conduit-1/article:77</c>.</param>
    /// <returns>How many answers that were.</returns>
    public int Purge(string tag) => Purge(answer => answer.DependsOn(tag));

    public void Dispose() => _memory.Dispose();

    private int Purge(Predicate<StoredAnswer> which)
    {
        Interlocked.Increment(ref _purges);
        var keys = _memory.Keys.Where(key => _memory.TryGetValue(key, out StoredAnswer? answer) && which(answer!)).ToList();
        foreach (var key in keys) _memory.Remove(key);
        return keys.Count;
    }
}
