using System.Collections.Concurrent;

namespace Conduit.Lab.Map.Operation;

/// <summary>What was done to the system from the map in the last five minutes, which the charts show, and the latest before.</summary>
internal sealed class ActionLog(TimeProvider time)
{
    /// <summary>How many the page lists.</summary>
    public const int Listed = 20;

    private const int MaxLength = 500;
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<(DateTimeOffset At, string Text)> _actions = [];

    /// <summary>The actions, the latest first.</summary>
    public IEnumerable<(DateTimeOffset At, string Text)> Latest => _actions.Reverse();

    public void Add(string text)
    {
        var now = time.GetUtcNow();
        _actions.Enqueue((now, text));
        while (_actions.Count > MaxLength || (_actions.Count > Listed && _actions.TryPeek(out var oldest) && now - oldest.At > Age))
            _actions.TryDequeue(out _);
    }
}
