using Conduit.Hosting.Setup;

namespace Conduit.Hosting.Postgres;

/// <summary>The monitors of a shard's nodes, with what the orchestrator reports of their processes.</summary>
internal sealed class NodeMonitors(ProcessShard shard) : IDisposable
{
    // A process that is stopped by a signal cannot answer. One that runs may only be slow, as on a busy machine.
    private const int FailuresOfStopped = 2;
    private const int FailuresOfSlow = 8;

    private readonly Dictionary<PostgresNodeResource, NodeState> _nodes =
        shard.Nodes.ToDictionary(node => node, node => new NodeState(new(shard, node)));

    public NodeMonitor Of(PostgresNodeResource node) => _nodes[node].Monitor;

    /// <summary>Checks every node that has a process.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var running = _nodes.Values.Where(node => node.State == KnownResourceStates.Running).ToList();
        await Task.WhenAll(running.Select(node => node.Monitor.CheckAsync(cancellationToken)));
        foreach (var node in running)
            node.HasAnswered |= node.Monitor.Report is not null;
        // When neither answers in time, the machine is slow, or this process: that says nothing about one of them. So the checks need no
        // thread of their own: when the thread pool of a busy AppHost delays them, it delays both.
        if (running.Count > 1 && running.All(node => node.Monitor is { Report: null, IsRefused: false }))
            running.ForEach(node => node.Monitor.DisregardFailure());
    }

    /// <summary>Stores the state that the orchestrator reports of a resource; returns whether it is one of the nodes.</summary>
    public bool Update(ResourceEvent change)
    {
        if (change.Resource is not PostgresNodeResource node || !_nodes.TryGetValue(node, out var known))
            return false;

        (known.State, known.ExitCode) = (change.Snapshot.State?.Text, change.Snapshot.ExitCode);
        if (known.State != KnownResourceStates.Running)
            known.HasAnswered = false;
        return true;
    }

    /// <summary>Whether the orchestrator can start the node.</summary>
    public bool IsEnded(PostgresNodeResource node) => IsEnded(_nodes[node].State);

    /// <summary>Whether a resource in this state can be started.</summary>
    public static bool IsEnded(string? state) =>
        state is not null && (state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state));

    /// <summary>What is known of the shard.</summary>
    public ShardView View() => new(
        ConditionOf(shard.Primary),
        Of(shard.Primary).Report is { IsInRecovery: true },
        ConditionOf(shard.Standby),
        shard.Roles.IsStandbyComplete,
        shard.Failover,
        shard.Settings.Restart);

    public NodeCondition ConditionOf(PostgresNodeResource node)
    {
        var (known, monitor) = (_nodes[node], _nodes[node].Monitor);
        // A server that was stopped exits with 0; one that was killed has another exit code, one that could not be prepared none.
        if (IsEnded(node))
            return known.ExitCode == 0 || known.State == KnownResourceStates.NotStarted ? NodeCondition.Stopped : NodeCondition.Crashed;
        // Until then, a report is that of its former process.
        if (!known.HasAnswered)
            return NodeCondition.Starting;
        if (monitor.Report is not null)
            return NodeCondition.Up;
        if (monitor.IsRefused)
            return NodeCondition.Gone;
        var isStopped = NodeData.ServerOf(node) is { } server && FolderProcesses.IsStopped(server);
        return monitor.Failures < (isStopped ? FailuresOfStopped : FailuresOfSlow) ? NodeCondition.Suspect : NodeCondition.Unresponsive;
    }

    public void Dispose()
    {
        foreach (var node in _nodes.Values)
            node.Monitor.Dispose();
    }

    private sealed class NodeState(NodeMonitor monitor)
    {
        public NodeMonitor Monitor => monitor;

        public string? State { get; set; }

        public int? ExitCode { get; set; }

        /// <summary>Whether its present process has answered a check.</summary>
        public bool HasAnswered { get; set; }
    }
}
