using System.Collections.Concurrent;
using Conduit.Data.Routing;

namespace Conduit.Data.Caching;

/// <summary>Reads what is not kept. Many who ask for the same at once share one read, which each of them counts as good only if nothing was written since he asked.</summary>
internal sealed class Fills
{
    // Where writes come all the time, or a server is frozen, waiting for others' reads is no shorter.
    private const int MostJoined = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, object> _underWay = [];

    /// <summary>Reads, or waits for who reads the same already.</summary>
    /// <param name="database">The database.</param>
    /// <param name="key">Tells the query from all others.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="find">Finds what was kept since this one looked for it.</param>
    /// <param name="keep">Keeps what was read.</param>
    /// <param name="cancel">Ends the waiting of this one alone.</param>
    /// <returns>The answer.</returns>
    public async Task<ReadResult<T>> ReadAsync<T>(
        Database database, string key, Query<T> query, Func<Task<ReadResult<T>?>> find, Func<ReadResult<T>, Task> keep, CancellationToken cancel)
    {
        var mine = new Fill<T>(fill => FillAsync(database, key, query, find, keep, fill));
        for (var tries = 0; tries < MostJoined; tries++)
        {
            var fill = (Fill<T>)_underWay.GetOrAdd(key, mine);
            if (fill == mine) return await mine.Task.WaitAsync(cancel);
            if (await Task.WhenAny(fill.Task, Task.Delay(Patience, cancel)) != fill.Task) break;
            var read = await fill.Task;
            if (database.Reads.Validate(read.Versioned) is not null) return read with { IsJoined = true };
        }

        return await database.Reads.ReadAsync(query, cancel);
    }

    // For all who wait, so none of them can cancel it.
    private async Task<ReadResult<T>> FillAsync<T>(
        Database database, string key, Query<T> query, Func<Task<ReadResult<T>?>> find, Func<ReadResult<T>, Task> keep, Fill<T> fill)
    {
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            if (await find() is { } kept) return kept;
            var read = await database.Reads.ReadAsync(query, limit.Token);
            await keep(read);
            return read;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{database.Name} does not answer in time.", e);
        }
        finally
        {
            _underWay.TryRemove(new(key, fill));
        }
    }

    private sealed class Fill<T>(Func<Fill<T>, Task<ReadResult<T>>> read)
    {
        private readonly Lock _once = new();
        private Task<ReadResult<T>>? _task;

        public Task<ReadResult<T>> Task
        {
            get
            {
                lock (_once) return _task ??= read(this);
            }
        }
    }
}
