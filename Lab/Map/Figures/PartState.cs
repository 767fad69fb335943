using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Figures;

/// <summary>The states of servers on the map, from those of the orchestrator.</summary>
internal static class PartState
{
    /// <summary>The orchestrator's word for a process that runs.</summary>
    public const string Running = "Running";

    /// <summary>The AppHost's word for the fault of a process that is stopped by a signal.</summary>
    public const string Frozen = "frozen";

    private const string Healthy = "Healthy";

    private static readonly string[] Ended = ["Exited", "Finished", "FailedToStart", "NotStarted", "RuntimeUnhealthy", "Unknown"];

    /// <summary>Whether it has no process and gets none by itself.</summary>
    public static bool HasEnded(ResourceState resource) => Ended.Contains(resource.State);

    /// <summary>Its state in one word.</summary>
    public static string Of(Part part, ResourceState? resource) => resource switch
    {
        null => part.IsSpare ? "spare" : "unknown",
        { Fault: Frozen } => Frozen,
        { State: Running, Health: null or Healthy } => "running",
        { State: Running } => "unhealthy",
        { State: "NotStarted" } when part.IsSpare => "spare",
        _ when HasEnded(resource) => "stopped",
        _ => "starting",
    };
}
