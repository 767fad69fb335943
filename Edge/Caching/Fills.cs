using System.Collections.Concurrent;

namespace Conduit.Edge.Caching;

/// <summary>Who asks for what somebody is just being answered waits for that, and then looks whether it is still so: so a crowd costs one request.</summary>
internal sealed class Fills
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _underWay = [];

    /// <summary>Begins to fill; null when somebody else does.</summary>
    public IDisposable? Begin(string key)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _underWay.TryAdd(key, end) ? new Turn(this, key, end) : null;
    }

    /// <summary>Waits until it is filled, or could not be.</summary>
    public async Task WaitAsync(string key, CancellationToken gone)
    {
        if (!_underWay.TryGetValue(key, out var end)) return;
        await end.Task.WaitAsync(Patience, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private sealed class Turn(Fills fills, string key, TaskCompletionSource end) : IDisposable
    {
        public void Dispose()
        {
            fills._underWay.TryRemove(new(key, end));
            end.TrySetResult();
        }
    }
}
