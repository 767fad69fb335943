namespace Conduit.Lab.Failover;

/// <summary>What is done to the nodes of a shard.</summary>
internal enum Fault
{
    /// <summary>The primary's listening process is killed, and the replica takes its place.</summary>
    Kill,

    /// <summary>The primary's listening process is stopped by a signal, and stays so.</summary>
    Freeze,

    /// <summary>The roles are switched while both nodes run.</summary>
    Switch,

    /// <summary>The replica's listening process is killed.</summary>
    Replica,

    /// <summary>The listening processes of both nodes are killed, and both are started again.</summary>
    Both,

    /// <summary>The primary's listening process is killed while failover is manual: the same node is started again.</summary>
    Baseline,
}
