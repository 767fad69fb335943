namespace Conduit.Hosting.Faults;

/// <summary>A fault that can be undone.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Name">What it is, as <c>frozen</c>.</param>
/// <param name="UndoAsync">Undoes it; it throws when that fails, and is then called again.</param>
/// <param name="IsOver">Whether it has ended by itself, as when its process was killed.</param>
/// <param name="IsCommand">Whether a command undoes it, which would wait for a process that is frozen.</param>
internal sealed record Fault(
    IResource Resource, string Name, Func<CancellationToken, Task> UndoAsync, Func<bool> IsOver, bool IsCommand = false);
