namespace Conduit.Data.Routing;

/// <summary>The section <c>Data</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Data";

    /// <summary>Whether reads go to replicas that are fresh enough; else all go to primaries.</summary>
    public bool ReplicaReads { get; set; } = true;

    /// <summary>
    /// How long a list waits for a shard before it goes without it; when none has answered by then, for up to five seconds for one.
    /// </summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(800);
}
