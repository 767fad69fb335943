namespace Conduit.Worker.Jobs;

/// <summary>Wakes one who waits. Many rings before he waits are one.</summary>
internal sealed class AsyncAutoResetEvent : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    /// <summary>Returns when it rings, and at the latest after the time given.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken stop) => _rung.WaitAsync(atMost, stop);

    public void Ring()
    {
        try
        {
            if (_rung.CurrentCount == 0) _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Rung by another in between: once is enough.
        }
    }

    public void Dispose() => _rung.Dispose();
}
