using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestration;

/// <summary>The commands that every process has: start, stop, restart; and a project: rebuild.</summary>
internal static class LifecycleCommands
{
    public static void Add(IResource resource)
    {
        var note = resource is ProjectResource ? ". Source code is not recompiled." : "";
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Start resource", "Play", StartState,
            (orchestrator, id, cancel) => orchestrator.StartInstanceAsync(id, cancel));
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop resource", "Stop", StopState,
            (orchestrator, id, cancel) => orchestrator.StopInstanceAsync(id, cancel));
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "Restart resource" + note, "ArrowCounterclockwise", RestartState,
            (orchestrator, id, cancel) => orchestrator.RestartInstanceAsync(id, cancel));
        if (resource is ProjectResource project)
        {
            resource.Annotations.Add(new ResourceCommandAnnotation(
                KnownResourceCommands.RebuildCommand, "Rebuild", new Rebuild(project).ExecuteAsync, new CommandOptions
                {
                    Description = "Stop the resource, rebuild the project from source, and restart. Use this to apply source code changes.",
                    IconName = "ArrowSync",
                    UpdateState = context => Rebuild.State(context.ResourceSnapshot),
                }));
        }
    }

    private static void Add(
        IResource resource, string name, string displayName, string description, string icon,
        Func<CustomResourceSnapshot, ResourceCommandState> state, Func<Orchestrator, string, CancellationToken, Task> run) =>
        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            async context =>
            {
                await run(context.Services.GetRequiredService<Orchestrator>(), context.ResourceName, context.CancellationToken);
                return CommandResults.Success();
            },
            new CommandOptions
            {
                Description = description,
                IconName = icon,
                IconVariant = name == KnownResourceCommands.RestartCommand ? IconVariant.Regular : IconVariant.Filled,
                IsHighlighted = name != KnownResourceCommands.RestartCommand,
                UpdateState = context => state(context.ResourceSnapshot),
            }));

    private static ResourceCommandState StartState(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state && (state == KnownResourceStates.Starting || state == KnownResourceStates.Building)
            ? ResourceCommandState.Disabled
        : snapshot.IsStartable() || snapshot.IsWaiting() ? ResourceCommandState.Enabled
        : ResourceCommandState.Hidden;

    private static ResourceCommandState StopState(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Stopping ? ResourceCommandState.Disabled
        : snapshot.IsRunning() ? ResourceCommandState.Enabled
        : ResourceCommandState.Hidden;

    private static ResourceCommandState RestartState(CustomResourceSnapshot snapshot) =>
        snapshot.IsRunning() ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
