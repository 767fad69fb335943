using System.Globalization;

namespace Conduit.Freshness;

/// <summary>
/// The position up to which all followers of a database have acknowledged its events, as published by Redis, and the writes that wait for
/// it.
/// </summary>
internal sealed class AcknowledgedPosition
{
    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];
    private string _epoch = "";
    private long _position;

    /// <summary>Waits until all followers have acknowledged a position.</summary>
    public Task WaitAsync(string epoch, long position)
    {
        lock (_lock)
        {
            if (_epoch == epoch && _position >= position) return Task.CompletedTask;
            var waiter = new Waiter(epoch, position);
            _waiters.Add(waiter);
            return waiter.Done.Task;
        }
    }

    /// <summary>Removes a waiter that timed out.</summary>
    public void Remove(Task waiting)
    {
        lock (_lock) _waiters.RemoveAll(waiter => waiter.Done.Task == waiting);
    }

    /// <summary>Processes a message of the form "epoch position".</summary>
    public void Receive(string? message)
    {
        if (message is null || message.LastIndexOf(' ') is not (var space and > 0)) return;
        if (long.TryParse(message.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            Advance(message[..space], position);
    }

    /// <summary>
    /// Releases the writes whose positions are acknowledged now. Positions of different epochs cannot be compared.
    /// </summary>
    public void Advance(string epoch, long position)
    {
        lock (_lock)
        {
            _position = _epoch == epoch ? Math.Max(_position, position) : position;
            _epoch = epoch;
            for (var index = _waiters.Count - 1; index >= 0; index--)
            {
                var waiter = _waiters[index];
                if (waiter.Epoch != epoch || waiter.Position > position) continue;
                _waiters.RemoveAt(index);
                waiter.Done.TrySetResult();
            }
        }
    }

    private sealed record Waiter(string Epoch, long Position)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
