namespace Conduit.Lab.Map.Lessons;

/// <summary>Makes a server slow: freezes it for a moment, again and again.</summary>
internal sealed class SlowServer(ILessonSystem system, string part) : IDisposable
{
    // Shorter than the timeouts of probes, so that the server stays among those that get requests.
    private static readonly TimeSpan Frozen = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end = new();
    private Task _task = Task.CompletedTask;

    /// <summary>Begins.</summary>
    /// <returns>The reason when that failed; else null.</returns>
    public async Task<string?> BeginAsync(CancellationToken cancellationToken)
    {
        if (await system.ExecuteAsync(part, "freeze", cancellationToken) is { } reason) return reason;
        _task = RepeatAsync();
        return null;
    }

    /// <summary>Ends, and leaves the server running.</summary>
    public async Task<string?> EndAsync(CancellationToken cancellationToken)
    {
        await _end.CancelAsync();
        await _task.WaitAsync(cancellationToken);
        Dispose();
        return null;
    }

    public void Dispose() => _end.Dispose();

    private async Task RepeatAsync()
    {
        while (true)
        {
            await Task.Delay(Frozen, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await system.ExecuteAsync(part, "thaw", CancellationToken.None);
            if (_end.IsCancellationRequested) return;
            await Task.Delay(Running, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_end.IsCancellationRequested) return;
            await system.ExecuteAsync(part, "freeze", CancellationToken.None);
        }
    }
}
