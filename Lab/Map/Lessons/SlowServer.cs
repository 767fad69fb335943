using Conduit.Lab.Map.Figures;

namespace Conduit.Lab.Map.Lessons;

/// <summary>Makes a server slow: freezes it for a moment, again and again.</summary>
internal sealed class SlowServer(ILessonSystem system, string part) : IDisposable
{
    // Shorter than the timeouts of probes, so that the server stays among those that get requests.
    private static readonly TimeSpan Frozen = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(50);

    private const int ThawAttempts = 5;

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
        var reason = await ThawAsync().WaitAsync(cancellationToken);
        Dispose();
        return reason;
    }

    public void Dispose() => _end.Dispose();

    // A command that fails, as when the AppHost is slow, is repeated in the next round.
    private async Task RepeatAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await PauseAsync(Frozen);
            await TryAsync("thaw");
            await PauseAsync(Running);
            if (!_end.IsCancellationRequested) await TryAsync("freeze");
        }
    }

    private async Task<string?> ThawAsync()
    {
        string? reason = null;
        for (var attempt = 0; attempt < ThawAttempts; attempt++)
        {
            reason = await TryAsync(async () => (await system.ReadStateAsync(part, CancellationToken.None))?.Fault == PartState.Frozen
                ? await system.ExecuteAsync(part, "thaw", CancellationToken.None)
                : null);
            if (reason is null) return null;
            await Task.Delay(Frozen);
        }

        return reason;
    }

    private async Task PauseAsync(TimeSpan length) =>
        await Task.Delay(length, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private Task<string?> TryAsync(string command) => TryAsync(() => system.ExecuteAsync(part, command, CancellationToken.None));

    private static async Task<string?> TryAsync(Func<Task<string?>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return fault.Message;
        }
    }
}
