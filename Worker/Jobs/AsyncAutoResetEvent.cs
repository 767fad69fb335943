namespace Conduit.Worker.Jobs;

/// <summary>An event for one waiter, which a wait resets. Several sets before a wait count as one.</summary>
internal sealed class AsyncAutoResetEvent : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>Returns when the event is set, at the latest after the timeout.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => _set.WaitAsync(timeout, cancellationToken);

    public void Set()
    {
        try
        {
            if (_set.CurrentCount == 0) _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread has set the event since the check.
        }
    }

    public void Dispose() => _set.Dispose();
}
