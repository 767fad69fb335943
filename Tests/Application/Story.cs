using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.Tests.Application;

/// <summary>The states and logs of all resources, to explain why a test failed.</summary>
public sealed class Story : IAsyncDisposable
{
    private const int MaxLines = 15;

    private readonly DistributedApplication _app;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ResourceEvent> _last = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _lines = [];
    private readonly ConcurrentBag<Task> _readers = [];

    public Story(DistributedApplication app)
    {
        _app = app;
        _readers.Add(Task.Run(FollowStatesAsync));
    }

    /// <summary>All log lines of a resource, or of all resources.</summary>
    public IEnumerable<string> Lines(string? resource = null) =>
        _lines.Where(lines => resource is null || lines.Key == resource).SelectMany(lines => lines.Value);

    /// <summary>The state of every resource, and the last log lines of unhealthy ones.</summary>
    public string Told()
    {
        var text = new StringBuilder();
        foreach (var (id, last) in _last.OrderBy(last => last.Key, StringComparer.Ordinal))
        {
            var snapshot = last.Snapshot;
            var exit = snapshot.ExitCode is { } code ? $"exit code {code}" : "";
            text.AppendLine($"{id}: {snapshot.State?.Text} {snapshot.HealthStatus} {exit}");
            foreach (var report in snapshot.HealthReports.Where(report => report.Status is not HealthStatus.Healthy))
                text.AppendLine($"    {report.Name}: {report.Status} {report.Description} {report.ExceptionText?.Split('\n')[0]}");
            var well = snapshot.HealthStatus is HealthStatus.Healthy
                || snapshot.ExitCode is 0
                || snapshot.State?.Text == KnownResourceStates.Active;
            foreach (var line in well ? [] : Lines(last.Resource.Name).TakeLast(MaxLines))
                text.AppendLine($"    | {line}");
        }
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowStatesAsync()
    {
        await foreach (var change in _app.ResourceNotifications.WatchAsync(_stop.Token))
        {
            _last[change.ResourceId] = change;
            if (_lines.TryAdd(change.Resource.Name, []))
                _readers.Add(Task.Run(() => FollowLinesAsync(change.Resource)));
        }
    }

    private async Task FollowLinesAsync(IResource resource)
    {
        var logs = _app.Services.GetRequiredService<ResourceLoggerService>();
        await foreach (var batch in logs.WatchAsync(resource).WithCancellation(_stop.Token))
        {
            foreach (var line in batch)
                _lines[resource.Name].Enqueue(line.Content);
        }
    }
}
