using System.Collections.Concurrent;
using Conduit.Data.Routing;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;

namespace Conduit.Data.Caching;

/// <summary>
/// Keeps answers in memory and in Redis. Neither is trusted: before an answer is given, the stamps are asked whether anything it depends on was written to since it was
/// kept. So no entry has to be withdrawn by anybody, and none that was lost, overtaken or kept too late does harm.
/// </summary>
/// <param name="store">Memory and Redis.</param>
/// <param name="options">Whether it is on.</param>
public sealed class ObjectCache(IFusionCache store, IOptionsMonitor<ObjectCacheOptions> options)
{
    // Where writes come all the time, or a server is frozen, waiting for others' reads is no shorter.
    private const int MostJoined = 2;
    private const int CharactersPerKilobyte = 512;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestFill = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, object> _fills = [];

    /// <summary>Whether answers are kept.</summary>
    public bool IsOn => options.CurrentValue.Objects;

    /// <summary>Gives the answer that is kept, or reads and keeps it. Many who ask at once cause one read.</summary>
    internal async Task<T> ReadAsync<T>(Database database, Query<T> query, CancellationToken cancel)
    {
        var key = $"{database.Name}/{query.Key}";
        if (await store.TryGetAsync<Seen<T>>(key, token: cancel) is { HasValue: true, Value: { } kept })
        {
            var isCurrent = await database.Reads.IsCurrentAsync(kept);
            Telemetry.CountLookup(database.Name, isCurrent ? "hit" : "invalid");
            if (isCurrent) return kept.Answer;
        }
        else
        {
            Telemetry.CountLookup(database.Name, "miss");
        }

        return await FillAsync(key, database, query, cancel);
    }

    private async Task<T> FillAsync<T>(string key, Database database, Query<T> query, CancellationToken cancel)
    {
        var mine = new Fill<T>(fill => ReadAndKeepAsync(key, database, query, fill));
        for (var tries = 0; tries < MostJoined; tries++)
        {
            var fill = (Fill<T>)_fills.GetOrAdd(key, mine);
            if (fill == mine) return (await mine.Task.WaitAsync(cancel)).Answer;
            if (await Task.WhenAny(fill.Task, Task.Delay(Patience, cancel)) != fill.Task) break;
            // It was begun before this was asked for: it counts if nothing was written since.
            var seen = await fill.Task;
            if (await database.Reads.IsCurrentAsync(seen)) return seen.Answer;
        }

        return (await database.Reads.ReadAsync(query, toKeep: false, cancel)).Answer;
    }

    // For all who wait, so none of them can cancel it.
    private async Task<Seen<T>> ReadAndKeepAsync<T>(string key, Database database, Query<T> query, Fill<T> fill)
    {
        using var limit = new CancellationTokenSource(LongestFill);
        try
        {
            var seen = await database.Reads.ReadAsync(query, toKeep: true, limit.Token);
            if (seen.Since is not null)
                await store.SetAsync(key, seen, entry => entry.SetSize(seen.Tags.Count + 1 + (query.Characters(seen.Answer) / CharactersPerKilobyte)));

            return seen;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{database.Name} does not answer in time.", e);
        }
        finally
        {
            _fills.TryRemove(new(key, fill));
        }
    }

    private sealed class Fill<T>(Func<Fill<T>, Task<Seen<T>>> read)
    {
        private readonly Lock _once = new();
        private Task<Seen<T>>? _task;

        public Task<Seen<T>> Task
        {
            get
            {
                lock (_once) return _task ??= read(this);
            }
        }
    }
}
