using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Switches;

/// <summary>Notes each change of a switch once, from whatever source: a page, a script, or the AppHost at the end of a lease.</summary>
internal sealed class SwitchLog(ActionLog actions)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private int _changes;

    /// <summary>How many changes were noted.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Notes a change that was just made.</summary>
    public void Add(string name, string value)
    {
        lock (_lock)
        {
            if (_values.TryGetValue(name, out var former) && former.Equals(value, StringComparison.OrdinalIgnoreCase)) return;
            _values[name] = value;
            _changes++;
            actions.Add($"{name}: {value}");
        }
    }

    /// <summary>Notes what has changed since the last comparison.</summary>
    /// <param name="states">The switches.</param>
    /// <param name="changes">What <see cref="Changes"/> was before they were read: a change since then may not be in them.</param>
    public void Compare(IEnumerable<SwitchState> states, int changes)
    {
        lock (_lock)
        {
            // The next comparison is a second later.
            if (changes != _changes) return;
            foreach (var state in states)
            {
                // At the first comparison nothing is known to have changed.
                if (!_values.TryAdd(state.Name, state.Value)) Add(state.Name, state.Value);
            }
        }
    }
}
