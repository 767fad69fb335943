namespace Conduit.Lab.Map.Load;

/// <summary>The seconds of the last five minutes.</summary>
internal sealed class LoadHistory
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Queue<LoadSecond> _seconds = [];

    public void Add(LoadSecond second)
    {
        lock (_lock)
        {
            _seconds.Enqueue(second);
            while (_seconds.TryPeek(out var oldest) && second.Time - oldest.Time > Length) _seconds.Dequeue();
        }
    }

    /// <summary>The seconds after a time.</summary>
    public IReadOnlyList<LoadSecond> Since(DateTimeOffset from)
    {
        lock (_lock) return [.. _seconds.Where(second => second.Time > from)];
    }
}
