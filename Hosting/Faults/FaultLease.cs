namespace Conduit.Hosting.Faults;

/// <summary>The lease of a fault. It exists before the fault is made, and until undoing it has succeeded.</summary>
internal sealed class FaultLease(Fault fault)
{
    /// <summary>How long undoing may take.</summary>
    public static readonly TimeSpan UndoTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The pause after an attempt that has failed.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    // On a busy machine a process may stop a moment after its signal.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _making = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTime? _made;
    private DateTime _end = DateTime.MaxValue;
    private bool _isEnding;
    private Task? _undoing;

    public Fault Fault => fault;

    /// <summary>Ends when the attempt to make the fault has ended, whether or not it succeeded.</summary>
    public Task Making => _making.Task;

    /// <summary>Notes that the attempt to make the fault has ended.</summary>
    public void EndMaking() => _making.TrySetResult();

    /// <summary>Whether the fault has been made.</summary>
    public bool IsMade
    {
        get
        {
            lock (_lock) return _made is not null;
        }
    }

    /// <summary>Notes that the fault has been made.</summary>
    public void Begin(DateTime now, TimeSpan duration)
    {
        lock (_lock)
        {
            _made = now;
            _end = _isEnding ? now : now + duration;
        }
    }

    /// <summary>Lets the fault last on; not one that is being undone.</summary>
    public void Renew(DateTime end)
    {
        lock (_lock)
        {
            if (_made is not null && !_isEnding) _end = end;
        }
    }

    /// <summary>Notes that the fault is being undone: until that fails it is not due again, and from now on nothing renews it.</summary>
    public void Claim() => RetryAt(DateTime.MaxValue);

    /// <summary>Lets the fault be due at a time; nothing renews it.</summary>
    public void RetryAt(DateTime time)
    {
        lock (_lock) (_isEnding, _end) = (true, time);
    }

    /// <summary>Whether the fault is to be undone now.</summary>
    public bool IsDue(DateTime now)
    {
        lock (_lock)
        {
            if (_made is not { } made) return false;
            if (_end <= now) return true;
            if (_isEnding || now - made < Settling) return false;
        }

        return IsOver();
    }

    /// <summary>Undoes the fault; concurrent callers share one attempt.</summary>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public Task UndoAsync()
    {
        lock (_lock) return _undoing is { IsCompleted: false } ? _undoing : _undoing = Task.Run(UndoInTimeAsync);
    }

    private bool IsOver()
    {
        try
        {
            return fault.IsOver();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            // It is unknown, so the lease decides.
            return false;
        }
    }

    // Not the token of a request: a client that goes away must not leave a fault half undone.
    private async Task UndoInTimeAsync()
    {
        using var limit = new CancellationTokenSource(UndoTimeout);
        try
        {
            await fault.UndoAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{fault.Resource.Name} may still be {fault.Name}: undoing that took longer than {UndoTimeout.TotalSeconds:0} s.");
        }
    }
}
