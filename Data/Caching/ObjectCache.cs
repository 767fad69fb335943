using System.Globalization;
using Conduit.Data.Routing;
using Conduit.Freshness.Caching;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Conduit.Data.Caching;

/// <summary>
/// Caches results of queries in memory and in Redis. Every value is validated before it is returned: the mirror of its database must show
/// that none of its cache tags was written to. So writes evict no entries, and entries that were lost, outdated or stored late do no harm.
/// </summary>
/// <param name="redis">The second level.</param>
/// <param name="options">Which of the two levels are on.</param>
public sealed class ObjectCache(RedisObjectStore redis, IOptionsMonitor<ObjectCacheOptions> options) : IDisposable
{
    private const int CharactersPerKilobyte = 512;

    // A shared read continues when the client that caused it has disconnected, but not forever.
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _memory = new(new MemoryCacheOptions { SizeLimit = options.CurrentValue.MemoryMegabytes * 1024L });
    private readonly SingleFlight _flights = new();

    /// <summary>Whether a level is on.</summary>
    public bool IsOn => options.CurrentValue is { Memory: true } or { Redis: true };

    /// <inheritdoc />
    public void Dispose() => _memory.Dispose();

    /// <summary>Returns a valid result from memory; null when there is none.</summary>
    internal ReadResult<T>? FindInMemory<T>(Database database, Query<T> query)
    {
        if (!options.CurrentValue.Memory) return null;
        var (found, outcome) = FindInMemory<T>(database, Key(database, query));
        CacheMetrics.CountLookup(Tier.L1, outcome, Kind(query.Key!));
        return found;
    }

    /// <summary>Returns the result of a query from Redis, or reads and stores it. Concurrent misses cause one read.</summary>
    internal Task<ReadResult<T>> ReadAsync<T>(Database database, Query<T> query, CancellationToken cancellationToken)
    {
        var key = Key(database, query);
        var kind = Kind(query.Key!);
        return _flights.RunAsync(
            key,
            async () => options.CurrentValue.Memory
                ? FindInMemory<T>(database, key).Found
                : await FindInRedisAsync(database, query, key, kind),
            async _ => (options.CurrentValue.Memory ? await FindInRedisAsync(database, query, key, kind) : null)
                ?? await ReadAndStoreAsync(database, query, key, kind).WaitAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// Returns several items of a kind, each of which is cached by itself; one query reads those that are not cached.
    /// </summary>
    internal async Task<List<ReadResult<T>>> ReadAsync<T>(
        Database database, BatchQuery<T> query, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var found = new List<ReadResult<T>>(ids.Count);
        var missing = FindInMemory(database, query, ids, found, isCounted: true);
        if (missing.Count == 0) return found;

        long[] wanted = [.. missing.Order()];
        found.AddRange(await _flights.RunAsync(
            $"{database.Name}/{query.Kind}/{string.Join(',', wanted)}",
            () => new(FindAllInMemory(database, query, wanted)),
            async _ =>
            {
                var results = new List<ReadResult<T>>(wanted.Length);
                var unknown = await FindInRedisAsync(database, query, wanted, results);
                if (unknown.Count > 0) results.AddRange(await ReadAndStoreAsync(database, query, unknown).WaitAsync(cancellationToken));
                return results;
            },
            cancellationToken));
        return found;
    }

    private static string Key<T>(Database database, Query<T> query) => string.Concat(database.Name, "/", query.Key);

    private static string Key<T>(Database database, BatchQuery<T> query, long id) =>
        string.Create(CultureInfo.InvariantCulture, $"{database.Name}/{query.Kind}/{id}");

    // The first word of the key.
    private static string Kind(string key) => key.AsSpan().IndexOf('/') is var end and > 0 ? key[..end] : key;

    private (ReadResult<T>? Found, CacheOutcome Outcome) FindInMemory<T>(Database database, string key)
    {
        if (!_memory.TryGetValue(key, out Versioned<T>? cached)) return (null, CacheOutcome.Miss);
        return database.Reads.Validate(cached!) is { } valid ? (new(valid, Tier.L1), CacheOutcome.Hit) : (null, CacheOutcome.Invalid);
    }

    // Adds what is valid to the results and returns the ids of the rest.
    private List<long> FindInMemory<T>(
        Database database, BatchQuery<T> query, IReadOnlyCollection<long> ids, List<ReadResult<T>> results, bool isCounted)
    {
        if (!options.CurrentValue.Memory) return [.. ids];
        var missing = new List<long>();
        var (before, invalid) = (results.Count, 0);
        foreach (var id in ids)
        {
            var (found, outcome) = FindInMemory<T>(database, Key(database, query, id));
            if (found is not null) results.Add(found);
            else missing.Add(id);
            if (outcome == CacheOutcome.Invalid) invalid++;
        }

        if (isCounted) Count(Tier.L1, query.Kind, results.Count - before, ids.Count, invalid);
        return missing;
    }

    private List<ReadResult<T>>? FindAllInMemory<T>(Database database, BatchQuery<T> query, long[] ids)
    {
        var results = new List<ReadResult<T>>(ids.Length);
        return FindInMemory(database, query, ids, results, isCounted: false).Count == 0 ? results : null;
    }

    private async Task<ReadResult<T>?> FindInRedisAsync<T>(Database database, Query<T> query, string key, string kind)
    {
        if (!options.CurrentValue.Redis) return null;
        var cached = (await redis.GetAsync<T>([key]))[0];
        var valid = cached is null ? null : database.Reads.Validate(cached);
        var outcome = valid is not null ? CacheOutcome.Hit : cached is null ? CacheOutcome.Miss : CacheOutcome.Invalid;
        CacheMetrics.CountLookup(Tier.L2, outcome, kind);
        if (valid is null) return null;
        StoreInMemory(key, valid, query.Characters(valid.Value));
        return new(valid, Tier.L2);
    }

    private async Task<List<long>> FindInRedisAsync<T>(Database database, BatchQuery<T> query, long[] ids, List<ReadResult<T>> results)
    {
        if (!options.CurrentValue.Redis) return [.. ids];
        var missing = new List<long>();
        var invalid = 0;
        foreach (var (id, cached) in ids.Zip(await redis.GetAsync<T>([.. ids.Select(id => Key(database, query, id))])))
        {
            if (cached is not null && database.Reads.Validate(cached) is { } valid)
            {
                StoreInMemory(Key(database, query, id), valid, query.Characters(valid.Value));
                results.Add(new(valid, Tier.L2));
                continue;
            }

            missing.Add(id);
            if (cached is not null) invalid++;
        }

        Count(Tier.L2, query.Kind, results.Count, ids.Length, invalid);
        return missing;
    }

    private static void Count(Tier tier, string kind, int hits, int total, int invalid)
    {
        CacheMetrics.CountLookup(tier, CacheOutcome.Hit, kind, hits);
        CacheMetrics.CountLookup(tier, CacheOutcome.Invalid, kind, invalid);
        CacheMetrics.CountLookup(tier, CacheOutcome.Miss, kind, total - hits - invalid);
    }

    private async Task<ReadResult<T>> ReadAndStoreAsync<T>(Database database, Query<T> query, string key, string kind)
    {
        var read = await ReadAsync(database, query);
        Store(database, kind, key, read.From, read.Versioned, query.Characters(read.Versioned.Value));
        return read;
    }

    private async Task<List<ReadResult<T>>> ReadAndStoreAsync<T>(Database database, BatchQuery<T> query, List<long> ids)
    {
        var read = await ReadAsync(database, query.Of([.. ids]));
        var results = new List<ReadResult<T>>(ids.Count);
        foreach (var row in read.Versioned.Value)
        {
            var one = read.Versioned.Part(row, query.DependsOn(row));
            Store(database, query.Kind, Key(database, query, query.Id(row)), read.From, one, query.Characters(row));
            results.Add(new(one, read.From));
        }

        return results;
    }

    private static async Task<ReadResult<T>> ReadAsync<T>(Database database, Query<T> query)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout);
        try
        {
            return await database.Reads.ReadAsync(query, timeout.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{database.Name} did not answer within {ReadTimeout.TotalSeconds} s.", e);
        }
    }

    private void Store<T>(Database database, string kind, string key, Tier from, Versioned<T> value, int characters)
    {
        if (value.Since is null) return;
        Telemetry.CountFill(database.Name, from, kind);
        StoreInMemory(key, value, characters);
        if (options.CurrentValue.Redis) redis.Set(key, value);
    }

    private void StoreInMemory<T>(string key, Versioned<T> value, int characters)
    {
        if (!options.CurrentValue.Memory) return;
        var entry = new MemoryCacheEntryOptions
        {
            Size = value.Tags.Count + 1 + (characters / CharactersPerKilobyte),
            AbsoluteExpirationRelativeToNow = RedisObjectStore.Lifetime,
        };
        _memory.Set(key, value, entry);
    }
}
