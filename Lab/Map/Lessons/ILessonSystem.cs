using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Requests;
using Conduit.Lab.Map.Switches;

namespace Conduit.Lab.Map.Lessons;

/// <summary>What lessons do to a system, and read from it. Methods that return a text return why something failed; null: done.</summary>
internal interface ILessonSystem
{
    /// <summary>The latest counters of the servers.</summary>
    SystemCounters Counters { get; }

    /// <summary>The load that runs; null: none.</summary>
    LoadOptions? Load { get; }

    /// <summary>Why the last load has ended by itself; null: it has not.</summary>
    string? LoadProblem { get; }

    /// <summary>Collects counters until it is disposed; that renews the leases of what lessons change.</summary>
    Task<IAsyncDisposable> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>A switch; null when there is none of this name.</summary>
    Task<SwitchState?> ReadSwitchAsync(string name, CancellationToken cancellationToken);

    /// <summary>Sets a switch; the former value comes back when its lease is not renewed.</summary>
    Task<string?> SetSwitchAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Gives a switch the value back that it has without leases.</summary>
    Task<string?> EndSwitchAsync(string name, CancellationToken cancellationToken);

    /// <summary>Starts a load, and returns when it sends requests.</summary>
    Task<string?> StartLoadAsync(LoadOptions load, CancellationToken cancellationToken);

    Task StopLoadAsync();

    IReadOnlyList<LoadSecond> LoadSince(DateTimeOffset time);

    /// <summary>The servers that a selector chooses.</summary>
    IReadOnlyList<string> Select(string selector);

    /// <summary>The state of a server; null: not known.</summary>
    Task<ResourceState?> ReadStateAsync(string part, CancellationToken cancellationToken);

    /// <summary>Executes a command; what it changes is undone when its lease is not renewed.</summary>
    Task<string?> ExecuteAsync(string part, string command, CancellationToken cancellationToken);

    /// <summary>Undoes what commands have changed of a server, unless it has been undone already.</summary>
    Task<string?> EndFaultsAsync(string part, CancellationToken cancellationToken);

    /// <summary>Does something as a client of the site does.</summary>
    Task<UserActionResult> DoAsync(UserAction action, CancellationToken cancellationToken);

    /// <summary>The figures of a period.</summary>
    FigureSample FiguresBetween(SystemCounters before, SystemCounters now);

    /// <summary>How many requests a second each server of a group answered in a period.</summary>
    IReadOnlyDictionary<string, double> RequestsOf(string group, SystemCounters before, SystemCounters now);

    /// <summary>Names what happens now in the charts. Changes of switches and loads are named there anyway.</summary>
    void Note(string text);
}
