using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>Writes to the logs of both nodes of a shard, so that each shows the whole history.</summary>
internal sealed class ShardLog(ProcessShard shard, ResourceLoggerService logs) : ILogger
{
    private readonly ILogger[] _nodes = [.. shard.Nodes.Select(node => logs.GetLogger(node))];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        foreach (var node in _nodes)
            node.Log(logLevel, eventId, state, exception, formatter);
    }
}
