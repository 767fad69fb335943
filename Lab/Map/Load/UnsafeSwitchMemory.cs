using Conduit.Lab.Map.Switches;

namespace Conduit.Lab.Map.Load;

/// <summary>Remembers which unsafe switch was on: a stale response is reported a moment after it was sent.</summary>
internal sealed class UnsafeSwitchMemory
{
    // The checker compares and reports within seconds.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private (string Name, DateTimeOffset At)? _last;

    /// <summary>Notes the unsafe switch that is on, if there is one.</summary>
    public void Note(IEnumerable<SwitchState> states, DateTimeOffset now)
    {
        if (states.FirstOrDefault(one => one.IsUnsafe && one.Value != one.Values[0]) is not { } found) return;
        lock (_lock) _last = (found.Name, now);
    }

    /// <summary>The unsafe switch that is on or was on a moment before; null: none.</summary>
    public string? FindOn(DateTimeOffset now)
    {
        lock (_lock) return _last is { } last && now - last.At <= MaxAge ? last.Name : null;
    }
}
