using System.Collections.Concurrent;
using System.Diagnostics;

namespace Conduit.Freshness.Caching;

/// <summary>Coalesces concurrent misses: the first caller fills the cache, the others wait for it and search the cache again.</summary>
/// <remarks>
/// A waiter never uses the result itself: the flight may have begun before a write that the waiter's client knows of. It searches the
/// cache, which validates its entries.
/// </remarks>
public sealed class SingleFlight
{
    // Where writes are frequent every result is invalid again, and waiting for others saves nothing.
    private const int MaxWaits = 2;

    // After this long one of the waiters begins a flight of its own: the server or database that the first one waits for may be frozen.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    /// <summary>Finds or makes a value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="key">The cache key.</param>
    /// <param name="find">Searches the cache for a valid value.</param>
    /// <param name="fill">
    /// Makes the value and stores it; may end the flight before it returns. Gets null when it does not fill for others.
    /// </param>
    /// <param name="cancellationToken">Cancels the waiting of this caller.</param>
    /// <returns>What <paramref name="find"/> found or <paramref name="fill"/> returned.</returns>
    public async Task<T> RunAsync<T>(
        string key, Func<ValueTask<T?>> find, Func<IDisposable?, Task<T>> fill, CancellationToken cancellationToken)
        where T : class?
    {
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(fill);
        for (var waits = 0; waits < MaxWaits; waits++)
        {
            var mine = new Flight(this, key);
            var current = _flights.GetOrAdd(key, mine);
            if (current != mine && current.IsLate && _flights.TryUpdate(key, mine, current)) current = mine;
            if (current == mine)
            {
                // Another flight may have ended since the caller searched the cache.
                using (mine) return await find() ?? await fill(mine);
            }

            await current.WaitAsync(cancellationToken);
            if (await find() is { } found) return found;
        }

        return await fill(null);
    }

    private sealed class Flight(SingleFlight flights, string key) : IDisposable
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long _start = Stopwatch.GetTimestamp();

        public bool IsLate => Stopwatch.GetElapsedTime(_start) >= Timeout;

        // A failed or late flight ends the waiting like a successful one: the waiter then searches the cache itself.
        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            var rest = Timeout - Stopwatch.GetElapsedTime(_start);
            if (rest <= TimeSpan.Zero) return;
            await _end.Task.WaitAsync(rest, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Dispose()
        {
            flights._flights.TryRemove(new(key, this));
            _end.TrySetResult();
        }
    }
}
