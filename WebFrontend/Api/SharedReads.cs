namespace Conduit.WebFrontend.Api;

/// <summary>
/// Lets requests share a read that is the same for all of them. A request that comes while the read is in flight joins the next one, which
/// begins after it came: so it sees every write that was done before. A server thus has one such read in flight, however many visitors.
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
