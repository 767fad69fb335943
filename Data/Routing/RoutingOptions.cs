namespace Conduit.Data.Routing;

/// <summary>The section <c>Data</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Data";

    /// <summary>Whether reads go to replicas that are current enough; otherwise all go to primaries.</summary>
    public bool ReplicaReads { get; set; } = true;

    /// <summary>
    /// How long a list waits for a shard before it omits it. If no shard has answered by then, it waits up to five seconds for one.
    /// </summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(800);
}
