using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Figures;

/// <summary>The states of servers on the map, from those of the orchestrator.</summary>
internal static class PartState
{
    /// <summary>The orchestrator's word for a process that runs.</summary>
    public const string Running = "Running";

    private const string Healthy = "Healthy";
    private const string Frozen = "frozen";

    private static readonly string[] Ended = ["Exited", "Finished", "FailedToStart", "NotStarted", "RuntimeUnhealthy", "Unknown"];

    /// <summary>Its state in one word.</summary>
    public static string Of(Part part, ResourceState? resource) => resource switch
    {
        null => part.IsSpare ? "spare" : "unknown",
        { Fault: Frozen } => Frozen,
        { State: Running, Health: null or Healthy } => "running",
        { State: Running } => "unhealthy",
        { State: "NotStarted" } when part.IsSpare => "spare",
        { State: var state } when Ended.Contains(state) => "stopped",
        _ => "starting",
    };
}
