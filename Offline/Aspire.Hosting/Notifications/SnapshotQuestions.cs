using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>What others ask about a state, and the kind of resource a state is of.</summary>
internal static class SnapshotQuestions
{
    public static bool IsRunning(this CustomResourceSnapshot snapshot) => snapshot.State?.Text == KnownResourceStates.Running;

    public static bool IsWaiting(this CustomResourceSnapshot snapshot) => snapshot.State?.Text == KnownResourceStates.Waiting;

    public static bool IsReady(this CustomResourceSnapshot snapshot) =>
        snapshot is { HealthStatus: HealthStatus.Healthy, ReadyEventDone: true };

    /// <summary>True when it will not run again by itself.</summary>
    public static bool HasEnded(this CustomResourceSnapshot snapshot) => snapshot.State?.Text is { } state
        && (KnownResourceStates.TerminalStates.Contains(state) || state == KnownResourceStates.RuntimeUnhealthy);

    public static bool IsStartable(this CustomResourceSnapshot snapshot) => snapshot.State?.Text is not { } state
        || state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);

    public static string GetResourceType(this IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ExecutableResource => "Executable",
        ContainerResource => "Container",
        _ => resource.GetType().Name is var name && name.EndsWith("Resource", StringComparison.Ordinal) ? name[..^8] : name,
    };
}
