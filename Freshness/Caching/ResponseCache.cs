using Microsoft.Extensions.Caching.Memory;

namespace Conduit.Freshness.Caching;

/// <summary>
/// Whole responses in memory of a bounded size, evicted by least recent use. An entry is returned only while it is valid.
/// </summary>
public sealed class ResponseCache : IDisposable
{
    // Entries are validated, so the lifetime decides only how long memory is held for them.
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _memory;
    private readonly FreshnessFollower _follower;
    private readonly TimeSpan _lifetime;
    private long _purges;

    /// <summary>An empty cache.</summary>
    /// <param name="follower">Validates entries.</param>
    /// <param name="megabytes">How much memory the entries may take, as estimated.</param>
    /// <param name="lifetime">The lifetime of an entry; null: ten minutes.</param>
    public ResponseCache(FreshnessFollower follower, int megabytes, TimeSpan? lifetime = null)
    {
        _follower = follower;
        _lifetime = lifetime ?? DefaultLifetime;
        _memory = new(new MemoryCacheOptions { SizeLimit = megabytes * 1024L * 1024L, TrackStatistics = true });
    }

    /// <summary>The number of purges so far. A response that was requested before a purge is not stored after it.</summary>
    public long Purges => Volatile.Read(ref _purges);

    /// <summary>How many responses are stored, and how many bytes they take, as estimated.</summary>
    public (long Count, long Bytes) Usage =>
        _memory.GetCurrentStatistics() is { } now ? (now.CurrentEntryCount, now.CurrentEstimatedSize ?? 0) : default;

    /// <summary>Finds a response.</summary>
    /// <param name="key">The cache key.</param>
    /// <returns>The response, if there is one, and whether it is valid.</returns>
    public (CachedResponse? Response, bool IsValid) Find(string key) =>
        _memory.TryGetValue(key, out CachedResponse? response) ? (response, _follower.IsValid(response!.Dependencies)) : (null, false);

    /// <summary>Finds a valid response.</summary>
    /// <param name="key">The cache key.</param>
    /// <returns>The response; null when there is no valid one.</returns>
    public CachedResponse? FindValid(string key) => Find(key) is (var response, true) ? response : null;

    /// <summary>Stores a response.</summary>
    /// <param name="key">The cache key.</param>
    /// <param name="response">The response.</param>
    /// <param name="purges">The value of <see cref="Purges"/> before it was requested.</param>
    public void Store(string key, CachedResponse response, long purges)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(response);
        if (purges != Purges) return;
        var entry = new MemoryCacheEntryOptions { Size = response.Size + (2 * key.Length), AbsoluteExpirationRelativeToNow = _lifetime };
        _memory.Set(key, response, entry);
        if (purges != Purges) _memory.Remove(key);
    }

    /// <summary>Removes all responses.</summary>
    /// <returns>How many there were.</returns>
    public int Purge() => Purge(_ => true);

    /// <summary>Removes the responses that depend on a cache tag.</summary>
    /// <param name="tag">Such as <c>article:77</c>, or <c>conduit-1/article:77</c> for one database.</param>
    /// <returns>How many there were.</returns>
    public int Purge(string tag) => Purge(response => response.DependsOn(tag));

    /// <inheritdoc />
    public void Dispose() => _memory.Dispose();

    private int Purge(Predicate<CachedResponse> matches)
    {
        Interlocked.Increment(ref _purges);
        var keys = _memory.Keys.Where(key => _memory.TryGetValue(key, out CachedResponse? response) && matches(response!)).ToList();
        foreach (var key in keys) _memory.Remove(key);
        return keys.Count;
    }
}
