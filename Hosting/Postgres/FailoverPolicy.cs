namespace Conduit.Hosting.Postgres;

/// <summary>The condition of a node, as far as the monitor knows.</summary>
internal enum NodeCondition
{
    /// <summary>It has not answered since its process was started, or has no process yet.</summary>
    Starting,

    /// <summary>The latest check was answered.</summary>
    Up,

    /// <summary>A check failed: it may be slow.</summary>
    Suspect,

    /// <summary>Its process runs and several checks in a row failed: it is frozen, or far too slow.</summary>
    Unresponsive,

    /// <summary>Its port refuses connections, and the orchestrator has not reported yet how its process ended.</summary>
    Gone,

    /// <summary>Its process has crashed, or was killed.</summary>
    Crashed,

    /// <summary>It was stopped on purpose.</summary>
    Stopped,
}

/// <summary>What the monitor knows of a shard when it decides.</summary>
/// <param name="Primary">How the primary is.</param>
/// <param name="IsPrimaryInRecovery">Whether the primary answers as a standby: its promotion is not finished.</param>
/// <param name="Standby">How the other node is.</param>
/// <param name="IsStandbyComplete">Whether the standby has every acknowledged commit.</param>
/// <param name="Failover">What may be promoted.</param>
/// <param name="Restart">Whether crashed nodes are started again.</param>
internal sealed record ShardView(
    NodeCondition Primary, bool IsPrimaryInRecovery, NodeCondition Standby, bool IsStandbyComplete, FailoverMode Failover, bool Restart);

/// <summary>What the monitor does next.</summary>
internal enum FailoverAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Finishes the promotion of the node that is the primary by its role.</summary>
    FinishPromotion,

    /// <summary>Ends the primary for good and promotes the standby.</summary>
    Failover,

    /// <summary>Starts the primary again, in its role.</summary>
    RestartPrimary,

    /// <summary>Starts the standby again.</summary>
    RestartStandby,

    /// <summary>Waits for a person, or for the node that is needed.</summary>
    Refuse,
}

/// <summary>A decision, and the reason why the standby is not promoted.</summary>
internal sealed record FailoverDecision(FailoverAction Action, string? Reason = null);

/// <summary>
/// Decides what happens when a node of a shard fails. The states follow those of pg_auto_failover
/// (https://pg-auto-failover.readthedocs.io/en/main/failover-state-machine.html): a primary with a complete standby is its <c>primary</c>
/// and <c>secondary</c>, one without is its <c>wait_primary</c>, a primary that is being replaced is its <c>demote_timeout</c>.
/// </summary>
internal static class FailoverPolicy
{
    public static FailoverDecision Decide(ShardView view) => view.Primary switch
    {
        NodeCondition.Up when view.IsPrimaryInRecovery => new(FailoverAction.FinishPromotion),
        NodeCondition.Up or NodeCondition.Suspect or NodeCondition.Starting =>
            new(view.Standby == NodeCondition.Crashed && view.Restart ? FailoverAction.RestartStandby : FailoverAction.None),
        _ => WithoutPrimary(view),
    };

    private static FailoverDecision WithoutPrimary(ShardView view)
    {
        var obstacle = Obstacle(view);
        if (obstacle is null)
            return new(FailoverAction.Failover);
        if (view.Primary == NodeCondition.Crashed && view.Restart)
            return new(FailoverAction.RestartPrimary, obstacle);
        if (view.Standby == NodeCondition.Crashed && view.Restart && view.IsStandbyComplete)
            return new(FailoverAction.RestartStandby, obstacle);
        if (view.Primary == NodeCondition.Gone)
            return new(FailoverAction.None, obstacle);
        return new(FailoverAction.Refuse, obstacle);
    }

    private static string? Obstacle(ShardView view) => view switch
    {
        { Failover: FailoverMode.Manual } => "failover is manual",
        { Standby: not NodeCondition.Up } => "the other node does not run",
        { IsStandbyComplete: false, Failover: not FailoverMode.AcceptLoss } => "the other node may lack commits that were acknowledged",
        _ => null,
    };
}
