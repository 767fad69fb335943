using Conduit.Hosting.Faults;
using Microsoft.Extensions.Hosting;

namespace Conduit.Hosting.Operation;

/// <summary>Commands whose effect lasts, such as stop, with a lease: the AppHost undoes them when nothing renews it.</summary>
internal sealed class LeasedCommands(
    ResourceCommandService commands, ResourceStates states, FaultLeases faults, IHostApplicationLifetime lifetime)
{
    private static readonly Opposite[] Opposites =
    [
        new(KnownResourceCommands.StopCommand, "stopped", KnownResourceCommands.StartCommand),
        new(FaultCommands.Kill, "killed", KnownResourceCommands.StartCommand),
        new(KnownResourceCommands.StartCommand, "started", KnownResourceCommands.StopCommand),
        new("pause-jobs", "jobs paused", "resume-jobs"),
    ];

    /// <summary>
    /// Executes a command, also when its client does not wait for it; with a lease, when it is leased and its effect would last.
    /// </summary>
    public Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string command, bool isLeased)
    {
        if (!isLeased || Opposites.FirstOrDefault(one => one.Command == command) is not { } opposite)
            return ExecuteAsync();

        var fault = new Fault(
            resource,
            opposite.Fault,
            cancellationToken => UndoAsync(resource, opposite, cancellationToken),
            () => IsOver(resource, opposite),
            IsCommand: true);
        return faults.MakeAsync(fault, ExecuteAsync);

        Task<ExecuteCommandResult> ExecuteAsync() => commands.ExecuteCommandAsync(resource, command, lifetime.ApplicationStopping);
    }

    /// <summary>Ends the lease that the command would undo; false when there is none.</summary>
    public async Task<bool> EndAsync(string name, string command)
    {
        var hasEnded = false;
        foreach (var opposite in Opposites.Where(one => one.Undo == command))
            hasEnded |= await faults.EndAsync(name, opposite.Fault);
        return hasEnded;
    }

    private async Task UndoAsync(IResource resource, Opposite opposite, CancellationToken cancellationToken)
    {
        // At the end everything stops anyway.
        if (lifetime.ApplicationStopping.IsCancellationRequested || IsOver(resource, opposite))
            return;

        var result = await commands.ExecuteCommandAsync(resource, opposite.Undo, cancellationToken);
        if (!result.Success)
            throw new InvalidOperationException($"{opposite.Undo} of {resource.Name} failed: {result.Message}");
    }

    // A user, or a monitor, may have started it, or stopped it, meanwhile. A server that is not running yet has not stopped.
    private bool IsOver(IResource resource, Opposite opposite) =>
        (opposite.Undo == KnownResourceCommands.StartCommand && states.IsRunning(resource.Name))
        || (opposite.Undo == KnownResourceCommands.StopCommand && states.HasEnded(resource.Name));

    private sealed record Opposite(string Command, string Fault, string Undo);
}
