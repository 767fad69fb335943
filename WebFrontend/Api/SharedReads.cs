namespace Conduit.WebFrontend.Api;

/// <summary>
/// Coalesces equal reads. A request that arrives while a read is in flight waits for the next one, which begins after the request arrived,
/// so its result includes every write that was acknowledged before. So there is at most one such read in flight and one waiting.
/// </summary>
internal sealed class SharedReads
{
    private readonly Dictionary<string, Flight> _flights = [];

    /// <summary>Reads, or joins the next read of the same path.</summary>
    /// <param name="path">What is read; one path has one type.</param>
    /// <param name="readAsync">Reads; not cancelled when one of the requests is.</param>
    /// <returns>The read, and whether another request sends it.</returns>
    public (Task<T> Read, bool IsJoined) Send<T>(string path, Func<Task<T>> readAsync)
    {
        lock (_flights)
        {
            if (!_flights.TryGetValue(path, out var flight))
            {
                flight = _flights[path] = new Flight();
                var read = RunAsync(path, flight, readAsync);
                flight.Current = read;
                return (read, IsJoined: false);
            }

            if (flight.Next is { } next) return ((Task<T>)next, IsJoined: true);
            var following = RunAfterAsync(flight.Current, path, flight, readAsync);
            flight.Next = following;
            return (following, IsJoined: false);
        }
    }

    private async Task<T> RunAfterAsync<T>(Task previous, string path, Flight flight, Func<Task<T>> readAsync)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_flights)
        {
            flight.Current = flight.Next!;
            flight.Next = null;
        }

        return await RunAsync(path, flight, readAsync);
    }

    private async Task<T> RunAsync<T>(string path, Flight flight, Func<Task<T>> readAsync)
    {
        // Not under the caller's lock.
        await Task.Yield();
        try
        {
            return await readAsync();
        }
        finally
        {
            lock (_flights)
            {
                if (flight.Next is null) _flights.Remove(path);
            }
        }
    }

    private sealed class Flight
    {
        public Task Current { get; set; } = Task.CompletedTask;

        /// <summary>The read that begins when the current one has ended; null when no request waits for it.</summary>
        public Task? Next { get; set; }
    }
}
