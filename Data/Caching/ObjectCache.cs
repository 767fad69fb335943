using System.Diagnostics;
using Conduit.Data.Routing;
using Conduit.Freshness;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;

namespace Conduit.Data.Caching;

/// <summary>
/// Caches results of queries in memory and in Redis. Neither is trusted: a value is returned only while the mirror of its database shows that
/// nothing it depends on was written to. So no entry is ever evicted by a write, and none that was lost, overtaken or stored late does harm.
/// </summary>
/// <param name="store">Memory and Redis.</param>
/// <param name="options">Which of the two are on.</param>
public sealed class ObjectCache(IFusionCache store, IOptionsMonitor<ObjectCacheOptions> options)
{
    private const int CharactersPerKilobyte = 512;

    private readonly FusionCacheEntryOptions _memory = store.DefaultEntryOptions.Duplicate().SetSkipDistributedCacheRead(true);
    private readonly FusionCacheEntryOptions _redis = store.DefaultEntryOptions.Duplicate().SetSkipMemoryCacheRead();
    private readonly FusionCacheEntryOptions _redisAlone = store.DefaultEntryOptions.Duplicate().SetSkipMemoryCache();
    private readonly Fills _fills = new();

    /// <summary>Whether anything is cached anywhere.</summary>
    public bool IsOn => options.CurrentValue is { Memory: true } or { Redis: true };

    /// <summary>Returns the cached result of a query, or reads and stores it. Concurrent misses cause one read.</summary>
    internal async Task<ReadResult<T>> ReadAsync<T>(Database database, Query<T> query, CancellationToken cancellationToken)
    {
        var key = $"{database.Name}/{query.Key}";
        var kind = Kind(query.Key!);
        foreach (var tier in Tiers())
        {
            var cached = tier == Tier.L1 ? InMemory<T>(key) : await InRedisAsync<T>(key);
            var valid = cached is null ? null : database.Reads.Validate(cached);
            Telemetry.CountLookup(tier, valid is not null ? CacheOutcome.Hit : cached is null ? CacheOutcome.Miss : CacheOutcome.Invalid, kind);
            if (valid is not null) return new(valid, tier);
        }

        return await _fills.ReadAsync(
            database, key, query,
            async () => await FindNearestAsync<T>(key) is { } cached && database.Reads.Validate(cached) is { } valid ? new(valid, Nearest) : null,
            read => StoreAsync(database, kind, key, read.From, read.Versioned, query.Characters(read.Versioned.Value)),
            cancellationToken);
    }

    /// <summary>The same for several items of a kind, each of which is cached by itself: those that are not are read in one query.</summary>
    internal async Task<List<ReadResult<T>>> ReadAsync<T>(
        Database database, QueryOfMany<T> query, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var found = new List<ReadResult<T>>(ids.Count);
        var missing = ids;
        foreach (var tier in Tiers())
        {
            var (cached, valid) = await FindAsync(tier, database, query, missing);
            found.AddRange(valid.Values.Select(one => new ReadResult<T>(one, tier)));
            Telemetry.CountLookups(tier, query.Kind, hits: valid.Count, misses: missing.Count - cached, invalid: cached - valid.Count);
            missing = [.. missing.Where(id => !valid.ContainsKey(id))];
            if (missing.Count == 0) return found;
        }

        long[] wanted = [.. missing.Order()];
        var read = await _fills.ReadAsync(
            database, $"{database.Name}/{query.Kind}/{string.Join(',', wanted)}", query.Of(wanted),
            async () => (await FindAsync(Nearest, database, query, wanted)).Valid is var valid && valid.Count == wanted.Length
                ? new(Combine(valid.Values), Nearest)
                : null,
            rows => StoreAllAsync(database, query, rows),
            cancellationToken);
        found.AddRange(read.Versioned.Value.Select(row => new ReadResult<T>(read.Versioned.Part(row, query.DependsOn(row)), read.From, read.IsJoined)));
        return found;
    }

    private Tier Nearest => options.CurrentValue.Memory ? Tier.L1 : Tier.L2;

    private static string Key<T>(Database database, QueryOfMany<T> query, long id) => $"{database.Name}/{query.Kind}/{id}";

    // The first word of the key.
    private static string Kind(string key) => key.AsSpan().IndexOf('/') is var end and > 0 ? key[..end] : key;

    private IEnumerable<Tier> Tiers()
    {
        if (options.CurrentValue.Memory) yield return Tier.L1;
        if (options.CurrentValue.Redis) yield return Tier.L2;
    }

    private async ValueTask<Versioned<T>?> FindNearestAsync<T>(string key) => Nearest == Tier.L1 ? InMemory<T>(key) : await InRedisAsync<T>(key);

    // How many are cached, and those that are valid.
    private async ValueTask<(int Cached, Dictionary<long, Versioned<T>> Valid)> FindAsync<T>(
        Tier tier, Database database, QueryOfMany<T> query, IReadOnlyCollection<long> ids)
    {
        var found = tier == Tier.L1
            ? ids.Select(id => (Id: id, Value: InMemory<T>(Key(database, query, id))))
            : await Task.WhenAll(ids.Select(async id => (Id: id, Value: await InRedisAsync<T>(Key(database, query, id)))));
        var cached = 0;
        var valid = new Dictionary<long, Versioned<T>>(ids.Count);
        foreach (var (id, value) in found)
        {
            if (value is null) continue;
            cached++;
            if (database.Reads.Validate(value) is { } current) valid[id] = current;
        }

        return (cached, valid);
    }

    // Valid since the earliest: of a later one that can only be too careful.
    private static Versioned<List<T>> Combine<T>(IReadOnlyCollection<Versioned<T>> all) => new(
        [.. all.Select(one => one.Value)],
        [.. all.SelectMany(one => one.Tags).Distinct()],
        all.MinBy(one => one.Since!.Sequence)!.Since);

    private Versioned<T>? InMemory<T>(string key) => store.TryGet<Versioned<T>>(key, _memory).GetValueOrDefault();

    private async Task<Versioned<T>?> InRedisAsync<T>(string key)
    {
        if (RequestPatience.IsOver) return null;
        var started = Stopwatch.GetTimestamp();
        var cached = (await store.TryGetAsync<Versioned<T>>(key, options.CurrentValue.Memory ? _redis : _redisAlone)).GetValueOrDefault();
        // The store does not tell a miss from a timeout.
        if (cached is null && Stopwatch.GetElapsedTime(started) >= Patience.Longest) RequestPatience.End();
        return cached;
    }

    private async Task StoreAllAsync<T>(Database database, QueryOfMany<T> query, ReadResult<List<T>> read)
    {
        foreach (var row in read.Versioned.Value)
            await StoreAsync(database, query.Kind, Key(database, query, query.Id(row)), read.From, read.Versioned.Part(row, query.DependsOn(row)), query.Characters(row));
    }

    private async Task StoreAsync<T>(Database database, string kind, string key, Tier from, Versioned<T> value, int characters)
    {
        if (value.Since is null) return;
        Telemetry.CountFill(database.Name, from, kind);
        var tiers = options.CurrentValue;
        await store.SetAsync(key, value, entry =>
        {
            entry.SetSize(value.Tags.Count + 1 + (characters / CharactersPerKilobyte));
            if (!tiers.Memory) entry.SetSkipMemoryCacheWrite();
            if (!tiers.Redis) entry.SetSkipDistributedCacheWrite(true, true);
        });
    }
}
