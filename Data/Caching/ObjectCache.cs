using System.Diagnostics;
using Conduit.Data.Routing;
using Conduit.Freshness;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;

namespace Conduit.Data.Caching;

/// <summary>
/// Keeps answers in memory and in Redis. Neither is trusted: before an answer is given, the stamps are asked whether anything it depends on was written to since it was
/// kept. So no entry has to be withdrawn by anybody, and none that was lost, overtaken or kept too late does harm.
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

    /// <summary>Whether answers are kept anywhere.</summary>
    public bool IsOn => options.CurrentValue is { Memory: true } or { Redis: true };

    /// <summary>Gives the answer that is kept, or reads and keeps it. Many who ask at once cause one read.</summary>
    internal async Task<Read<T>> ReadAsync<T>(Database database, Query<T> query, CancellationToken cancel)
    {
        var key = $"{database.Name}/{query.Key}";
        var kind = Kind(query.Key!);
        foreach (var tier in Tiers())
        {
            var (outcome, kept) = await FindAsync<T>(tier, database, key);
            Telemetry.CountLookup(tier, outcome, kind);
            if (kept is not null) return kept;
        }

        var nearest = Nearest;
        return await _fills.ReadAsync(
            database, key, query,
            async () => (await FindAsync<T>(nearest, database, key)).Kept,
            read => KeepAsync(database, kind, key, read.From, read.Seen, query.Characters(read.Seen.Answer)),
            cancel);
    }

    /// <summary>The same for several things of a kind, each of which is kept by itself: what is not, is read in one query.</summary>
    internal async Task<List<Read<T>>> ReadAsync<T>(Database database, QueryOfMany<T> query, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        var found = new List<Read<T>>(ids.Count);
        var wanted = ids;
        foreach (var tier in Tiers())
        {
            var (there, kept) = await FindAsync(tier, database, query, wanted);
            found.AddRange(kept.Values);
            Telemetry.CountLookups(tier, query.Kind, hits: kept.Count, misses: wanted.Count - there, invalid: there - kept.Count);
            wanted = [.. wanted.Where(id => !kept.ContainsKey(id))];
            if (wanted.Count == 0) return found;
        }

        long[] unknown = [.. wanted.Order()];
        var nearest = Nearest;
        var read = await _fills.ReadAsync(
            database, $"{database.Name}/{query.Kind}/{string.Join(',', unknown)}", query.Of(unknown),
            async () => (await FindAsync(nearest, database, query, unknown)).Kept is var kept && kept.Count == unknown.Length ? Read<T>.OfAll(kept.Values, nearest) : null,
            rows => KeepAllAsync(database, query, rows),
            cancel);
        found.AddRange(read.Seen.Answer.Select(row => new Read<T>(read.Seen.Of(row, query.DependsOn(row)), read.From, read.IsJoined)));
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

    private async Task<(CacheOutcome Outcome, Read<T>? Kept)> FindAsync<T>(Tier tier, Database database, string key)
    {
        var kept = tier == Tier.L1 ? InMemory<T>(key) : await InRedisAsync<T>(key);
        if (kept?.Since is not { } since) return (CacheOutcome.Miss, null);
        return await database.Reads.IsCurrentAsync(since, kept.Tags) is { } now ? (CacheOutcome.Hit, new(kept with { Since = now }, tier)) : (CacheOutcome.Invalid, null);
    }

    // One look for all; how many there were, and those that are still so.
    private async Task<(int There, Dictionary<long, Read<T>> Kept)> FindAsync<T>(Tier tier, Database database, QueryOfMany<T> query, IReadOnlyCollection<long> ids)
    {
        var found = tier == Tier.L1
            ? ids.Select(id => (Id: id, Seen: InMemory<T>(Key(database, query, id))))
            : await Task.WhenAll(ids.Select(async id => (Id: id, Seen: await InRedisAsync<T>(Key(database, query, id)))));
        var there = found.Where(one => one.Seen?.Since is not null).ToList();
        if (there.Count == 0 || await database.Reads.LookAsync([.. there.SelectMany(one => one.Seen!.Tags).Distinct()]) is not { } look) return (there.Count, []);
        var now = new Moment(look.Epoch, look.Sequence);
        return (there.Count, there.Where(one => look.Epoch == one.Seen!.Since!.Epoch && look.IsUnchanged(one.Seen.Tags, one.Seen.Since.Sequence))
            .ToDictionary(one => one.Id, one => new Read<T>(one.Seen! with { Since = now }, tier)));
    }

    private Seen<T>? InMemory<T>(string key) => store.TryGet<Seen<T>>(key, _memory).GetValueOrDefault();

    private async Task<Seen<T>?> InRedisAsync<T>(string key)
    {
        if (RequestPatience.IsOver) return null;
        var asked = Stopwatch.GetTimestamp();
        var kept = (await store.TryGetAsync<Seen<T>>(key, options.CurrentValue.Memory ? _redis : _redisAlone)).GetValueOrDefault();
        // The store does not tell what it has not from what it was not told in time.
        if (kept is null && Stopwatch.GetElapsedTime(asked) >= Patience.Longest) RequestPatience.End();
        return kept;
    }

    private async Task KeepAllAsync<T>(Database database, QueryOfMany<T> query, Read<List<T>> read)
    {
        foreach (var row in read.Seen.Answer)
            await KeepAsync(database, query.Kind, Key(database, query, query.Id(row)), read.From, read.Seen.Of(row, query.DependsOn(row)), query.Characters(row));
    }

    private async Task KeepAsync<T>(Database database, string kind, string key, Tier from, Seen<T> seen, int characters)
    {
        if (seen.Since is null) return;
        Telemetry.CountFill(database.Name, from, kind);
        var tiers = options.CurrentValue;
        await store.SetAsync(key, seen, entry =>
        {
            entry.SetSize(seen.Tags.Count + 1 + (characters / CharactersPerKilobyte));
            if (!tiers.Memory) entry.SetSkipMemoryCacheWrite();
            if (!tiers.Redis) entry.SetSkipDistributedCacheWrite(true, true);
        });
    }
}
