using System.Runtime.CompilerServices;

namespace Conduit.Lab.Map.Figures;

/// <summary>Passes the latest figures to all open pages. Figures are only collected while there are any.</summary>
internal sealed class FigureFeed
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = New();
    private TaskCompletionSource _published = New();
    private int _listeners;

    /// <summary>The latest figures; null before the first.</summary>
    public MapFigures? Latest { get; private set; }

    /// <summary>Whether a page is open.</summary>
    public bool HasListeners => Volatile.Read(ref _listeners) > 0;

    /// <summary>Returns when a page is open.</summary>
    public Task WaitForListenerAsync(CancellationToken cancellationToken)
    {
        lock (_lock) return HasListeners ? Task.CompletedTask : _opened.Task.WaitAsync(cancellationToken);
    }

    public void Publish(MapFigures figures)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            Latest = figures;
            (before, _published) = (_published, New());
        }

        before.SetResult();
    }

    /// <summary>The figures from now on, as long as the caller listens.</summary>
    public async IAsyncEnumerable<MapFigures> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Join();
        try
        {
            while (true)
            {
                Task published;
                lock (_lock) published = _published.Task;
                await published.WaitAsync(cancellationToken);
                yield return Latest!;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Waits for new figures, if no page is open: the latest may be those of the last page. Gives up after a while.</summary>
    public async Task RefreshAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (HasListeners) return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(limit);
        try
        {
            await foreach (var _ in ListenAsync(end.Token)) return;
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Join()
    {
        lock (_lock)
        {
            _listeners++;
            _opened.TrySetResult();
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_listeners == 0) _opened = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
