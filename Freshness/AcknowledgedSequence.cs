using System.Globalization;

namespace Conduit.Freshness;

/// <summary>
/// The last event that all followers of a database have acknowledged, as published by Redis, and the writes that wait for such
/// acknowledgements.
/// </summary>
internal sealed class AcknowledgedSequence
{
    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];
    private string _epoch = "";
    private long _sequence;

    /// <summary>Waits until all followers have acknowledged an event.</summary>
    public Task WaitAsync(string epoch, long sequence)
    {
        lock (_lock)
        {
            if (_epoch == epoch && _sequence >= sequence) return Task.CompletedTask;
            var waiter = new Waiter(epoch, sequence);
            _waiters.Add(waiter);
            return waiter.Done.Task;
        }
    }

    /// <summary>Removes a waiter that timed out.</summary>
    public void Remove(Task waiting)
    {
        lock (_lock) _waiters.RemoveAll(waiter => waiter.Done.Task == waiting);
    }

    /// <summary>Processes a message of the form "epoch sequence".</summary>
    public void Receive(string? message)
    {
        if (message is null || message.LastIndexOf(' ') is not (var space and > 0)) return;
        if (long.TryParse(message.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            Advance(message[..space], sequence);
    }

    /// <summary>
    /// Releases the writes whose events are acknowledged now. Sequence numbers of different epochs cannot be compared.
    /// </summary>
    public void Advance(string epoch, long sequence)
    {
        lock (_lock)
        {
            _sequence = _epoch == epoch ? Math.Max(_sequence, sequence) : sequence;
            _epoch = epoch;
            for (var index = _waiters.Count - 1; index >= 0; index--)
            {
                var waiter = _waiters[index];
                if (waiter.Epoch != epoch || waiter.Sequence > sequence) continue;
                _waiters.RemoveAt(index);
                waiter.Done.TrySetResult();
            }
        }
    }

    private sealed record Waiter(string Epoch, long Sequence)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
