using System.Collections.Concurrent;
using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Switches;

/// <summary>Notes each change of a switch once, from whatever source: a page, a script, or the AppHost at the end of a lease.</summary>
internal sealed class SwitchLog(ActionLog actions)
{
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Notes a change that was just made.</summary>
    public void Add(string name, string value)
    {
        var isNew = true;
        _values.AddOrUpdate(name, value, (_, former) =>
        {
            isNew = !former.Equals(value, StringComparison.OrdinalIgnoreCase);
            return value;
        });
        if (isNew) actions.Add($"{name}: {value}");
    }

    /// <summary>Notes what has changed since the last comparison.</summary>
    public void Compare(IEnumerable<SwitchState> states)
    {
        foreach (var state in states)
        {
            // At the first comparison nothing is known to have changed.
            if (!_values.TryAdd(state.Name, state.Value)) Add(state.Name, state.Value);
        }
    }
}
