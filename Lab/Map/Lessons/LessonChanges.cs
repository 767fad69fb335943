namespace Conduit.Lab.Map.Lessons;

/// <summary>What a run has changed, and how each change is undone.</summary>
internal sealed class LessonChanges(ILessonSystem system)
{
    private static readonly TimeSpan UndoTimeout = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string?> Opposites = new()
    {
        ["freeze"] = "thaw",
        ["pause-replay"] = "resume-replay",
        ["pause-jobs"] = "resume-jobs",
        ["stop"] = "start",
        ["start"] = "stop",
        ["kill"] = "start",
        // These end by themselves, or may stay.
        ["switch-roles"] = null,
        ["flush"] = null,
        ["purge-cache"] = null,
    };

    private readonly List<(string What, Func<CancellationToken, Task<string?>> Undo)> _changes = [];
    private readonly List<string> _problems = [];

    /// <summary>What could not be undone.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Notes that a switch is set, with a lease. The end of the lease leaves what was set on the map meanwhile.</summary>
    public void AddSwitch(string name)
    {
        if (!_changes.Exists(change => change.What == name)) _changes.Add((name, stop => system.EndSwitchAsync(name, stop)));
    }

    public void AddLoad() => _changes.Add(("the load", async _ =>
    {
        await system.StopLoadAsync();
        return null;
    }
    ));

    /// <summary>Notes that a command is executed. A database's server that was killed is started by its monitor.</summary>
    public void AddCommand(string part, string command, bool isRestarted)
    {
        if (isRestarted && command == "kill") return;
        if (Opposites[command] is { } opposite)
            _changes.Add((Key(part, command), stop => system.ExecuteAsync(part, opposite, stop)));
    }

    /// <summary>Whether a command undoes a change of this run: a script may put something back itself, between two phases.</summary>
    public bool IsUndo(string part, string command) => _changes.Exists(change => UndoneBy(part, command).Contains(change.What));

    /// <summary>Notes that the command was executed.</summary>
    public void RemoveUndone(string part, string command) =>
        _changes.RemoveAll(change => UndoneBy(part, command).Contains(change.What));

    public void Add(string what, Func<CancellationToken, Task<string?>> undo) => _changes.Add((what, undo));

    /// <summary>Whether lessons may execute a command: whether it is known how it ends.</summary>
    public static bool CanExecute(string command) => Opposites.ContainsKey(command) || Opposites.ContainsValue(command);

    /// <summary>Undoes all changes, the last one first. A change that cannot be undone does not keep the others.</summary>
    public async Task UndoAsync()
    {
        for (var index = _changes.Count - 1; index >= 0; index--)
        {
            var (what, undo) = _changes[index];
            if (await TryAsync(undo) is { } reason)
                _problems.Add($"{what} could not be put back ({reason}). It comes back by itself within a minute; else use the map.");
        }

        _changes.Clear();
    }

    private static async Task<string?> TryAsync(Func<CancellationToken, Task<string?>> undo)
    {
        try
        {
            using var timeout = new CancellationTokenSource(UndoTimeout);
            return await undo(timeout.Token).WaitAsync(UndoTimeout);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return fault.Message;
        }
    }

    private static IEnumerable<string> UndoneBy(string part, string command) =>
        Opposites.Where(pair => pair.Value == command).Select(pair => Key(part, pair.Key));

    private static string Key(string part, string command) => $"{command} of {part}";
}
