namespace Conduit.Lab.Map.Lessons;

/// <summary>What a run has changed, and how each change is undone.</summary>
internal sealed class LessonChanges(ILessonSystem system)
{
    private static readonly TimeSpan UndoTimeout = TimeSpan.FromSeconds(30);

    private readonly List<(string What, Func<CancellationToken, Task<string?>> Undo)> _changes = [];
    private readonly List<string> _problems = [];

    /// <summary>What could not be undone.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether this run has set a switch.</summary>
    public bool HasSwitch(string name) => _changes.Exists(change => change.What == name);

    /// <summary>Notes that a switch is set, with a lease. The end of the lease leaves what was set on the map meanwhile.</summary>
    public void AddSwitch(string name)
    {
        if (!HasSwitch(name)) _changes.Add((name, stop => system.EndSwitchAsync(name, stop)));
    }

    public void AddLoad() => _changes.Add(("the load", async _ =>
    {
        await system.StopLoadAsync();
        return null;
    }
    ));

    /// <summary>Notes that a command is executed, which makes a fault with a lease if its effect lasts.</summary>
    public void AddCommand(string part, string command) =>
        _changes.Add(($"{command} of {part}", stop => system.EndFaultsAsync(part, stop)));

    public void Add(string what, Func<CancellationToken, Task<string?>> undo) => _changes.Add((what, undo));

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
}
