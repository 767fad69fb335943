using System.Collections.Concurrent;

namespace Conduit.Lab.Map.Operation;

/// <summary>What was done to the system from the map, the latest first.</summary>
internal sealed class ActionLog(TimeProvider time)
{
    private const int Length = 20;

    private readonly ConcurrentQueue<(DateTimeOffset At, string Text)> _actions = [];

    public IEnumerable<(DateTimeOffset At, string Text)> Latest => _actions.Reverse();

    public void Add(string text)
    {
        _actions.Enqueue((time.GetUtcNow(), text));
        while (_actions.Count > Length) _actions.TryDequeue(out _);
    }
}
