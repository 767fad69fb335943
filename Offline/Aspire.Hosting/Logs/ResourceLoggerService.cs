using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.Logs;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Gives each resource a log, in which what its process prints and what the host says about it come together.</summary>
public class ResourceLoggerService : IDisposable
{
    private const int BatchSize = 500;
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskCompletionSource<IResourceConsole> _console = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // There is none before the application starts; who watches already is shown what it prints from then on.
    internal IResourceConsole Console { set => _console.TrySetResult(value); }

    /// <summary>A logger that writes to the log of a resource, of each of its replicas.</summary>
    public ILogger GetLogger(IResource resource) => new ReplicasLogger(this, resource);

    /// <summary>A logger that writes to the log of one replica, by its unique name.</summary>
    public ILogger GetLogger(string resourceName) => GetLog(resourceName);

    /// <summary>All lines so far and those to come, of every replica of a resource.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => ReadAsync([.. resource.GetIds()], follow: true);

    /// <summary>All lines so far and those to come, of one replica, by its unique name.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => ReadAsync([resourceName], follow: true);

    /// <summary>All lines so far, of every replica of a resource.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => ReadAsync([.. resource.GetIds()], follow: false);

    /// <summary>All lines so far, of one replica, by its unique name.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName) => ReadAsync([resourceName], follow: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposing.Cancel();
        GC.SuppressFinalize(this);
    }

    internal async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(
        IReadOnlyList<string> ids, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        var lines = Channel.CreateUnbounded<ConsoleLine>(new() { SingleReader = true });
        var reading = Task.WhenAll(ids.Select(id => CopyAsync(id, follow, lines.Writer, ending.Token)))
            .ContinueWith(_ => lines.Writer.TryComplete(), TaskScheduler.Default);
        try
        {
            var number = 0;
            while (await WaitToReadAsync(lines.Reader, ending.Token))
            {
                List<LogLine> batch = [];
                while (batch.Count < BatchSize && lines.Reader.TryRead(out var line))
                {
                    batch.Add(new LogLine(++number, line.Content, line.IsError));
                }

                yield return batch;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await reading;
        }
    }

    private static async ValueTask<bool> WaitToReadAsync(ChannelReader<ConsoleLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task CopyAsync(string id, bool follow, ChannelWriter<ConsoleLine> target, CancellationToken cancellationToken)
    {
        using var following = follow ? GetLog(id).Follow(target) : null;
        if (!follow)
        {
            foreach (var line in GetLog(id).GetAll())
            {
                target.TryWrite(line);
            }
        }

        if (follow || _console.Task.IsCompleted)
        {
            var console = await _console.Task.WaitAsync(cancellationToken);
            await foreach (var line in console.ReadAsync(id, follow, cancellationToken))
            {
                target.TryWrite(line);
            }
        }

        if (follow)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private ResourceLog GetLog(string id) => _logs.GetOrAdd(id, _ => new ResourceLog());

    private sealed class ReplicasLogger(ResourceLoggerService service, IResource resource) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            foreach (var id in resource.GetIds())
            {
                service.GetLog(id).Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
