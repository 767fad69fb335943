using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>Starts nodes again that have crashed, after pauses that grow while they go on crashing.</summary>
internal sealed partial class NodeRestarts(NodeMonitors nodes, ResourceCommandService commands, ILogger log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<PostgresNodeResource, (int Attempts, DateTime Last)> _history = [];
    private readonly ConcurrentDictionary<PostgresNodeResource, bool> _underWay = [];

    /// <summary>Starts a node that has ended, unless its pause has not passed.</summary>
    public void StartAfterPause(PostgresNodeResource node)
    {
        var (attempts, last) = _history.GetValueOrDefault(node);
        if (attempts > 0 && DateTime.UtcNow - last < Pause(attempts))
            return;
        if (nodes.IsEnded(node) && Run(node, KnownResourceCommands.StartCommand))
            _history[node] = (attempts + 1, DateTime.UtcNow);
    }

    /// <summary>Forgets earlier crashes once both nodes serve: the next one is followed by a start at once.</summary>
    public void Forget() => _history.Clear();

    /// <summary>Starts a node that has ended.</summary>
    public void StartNow(PostgresNodeResource node) => Run(node, KnownResourceCommands.StartCommand);

    /// <summary>Stops a node that runs, and starts it again.</summary>
    public void Restart(PostgresNodeResource node) => Run(node, KnownResourceCommands.RestartCommand);

    private static TimeSpan Pause(int attempts)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, attempts - 1));
        return pause < LongestPause ? pause : LongestPause;
    }

    // Not awaited: the start prepares the node's data, which may need the lock that the caller holds.
    private bool Run(PostgresNodeResource node, string command)
    {
        if (!_underWay.TryAdd(node, true))
            return false;

        Starting(log, node.Name);
        _ = Task.Run(async () =>
        {
            try
            {
                var result = await commands.ExecuteCommandAsync(node, command);
                if (!result.Success)
                    Failed(log, node.Name, result.Message ?? "");
            }
            finally
            {
                _underWay.TryRemove(node, out _);
            }
        });
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting {Node} again.")]
    private static partial void Starting(ILogger logger, string node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Node} was not started: {Reason}")]
    private static partial void Failed(ILogger logger, string node, string reason);
}
