using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps each resource's state, tells of its changes, and waits for them.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _publishing = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly IHostApplicationLifetime _lifetime;
    private readonly IServiceProvider _services;
    private readonly DependencyWaits _waits;
    private readonly ILogger _logger;
    private ImmutableList<Channel<ResourceEvent>> _watchers = [];

    /// <summary>Creates the service; the host does.</summary>
    public ResourceNotificationService(
        ILogger<ResourceNotificationService> logger,
        IHostApplicationLifetime hostApplicationLifetime,
        IServiceProvider serviceProvider,
        ResourceLoggerService resourceLoggerService)
    {
        _logger = logger;
        _lifetime = hostApplicationLifetime;
        _services = serviceProvider;
        _waits = new DependencyWaits(this, resourceLoggerService);
    }

    internal WaitBehavior DefaultWaitBehavior =>
        _services.GetRequiredService<IOptions<ResourceNotificationServiceOptions>>().Value.DefaultWaitBehavior;

    internal IEnumerable<ResourceEvent> Present => _current.Values;

    /// <summary>Changes a resource's state, for each of its replicas.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        Task.WhenAll(resource.GetIds().Select(id => PublishUpdateAsync(resource, id, stateFactory)));

    /// <summary>Changes the state of one replica of a resource.</summary>
    public Task PublishUpdateAsync(
        IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        // One lock, so that every watcher sees the changes in one order.
        lock (_publishing)
        {
            var previous = _current.TryGetValue(resourceId, out var before) ? before.Snapshot : Initial(resource);
            var next = Settle(resource, previous, stateFactory(previous));
            var change = _current[resourceId] = new ResourceEvent(resource, resourceId, next);
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(change);
            }

            if (previous.State?.Text != next.State?.Text)
            {
                NotificationLog.Changed(_logger, resourceId, previous.State?.Text, next.State?.Text);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The present state of each resource, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        var channel = Channel.CreateUnbounded<ResourceEvent>(new() { SingleReader = true });
        List<ResourceEvent> present;
        lock (_publishing)
        {
            present = [.. _current.Values];
            _watchers = _watchers.Add(channel);
        }

        try
        {
            foreach (var state in present)
            {
                yield return state;
            }

            await foreach (var change in channel.Reader.ReadAllAsync(stopping.Token))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_publishing)
            {
                _watchers = _watchers.Remove(channel);
            }
        }
    }

    /// <summary>The present state of one replica, by its unique name.</summary>
    public bool TryGetCurrentState(string resourceId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent) =>
        _current.TryGetValue(resourceId, out resourceEvent);

    /// <summary>Waits until a resource is in a state; Running, when none is given.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until a resource is in one of some states, and tells in which.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = await WaitForResourceAsync(
            resourceName, e => e.Snapshot.State is { } state && states.Contains(state.Text), cancellationToken);
        return found.Snapshot.State!.Text;
    }

    /// <summary>Waits until a resource's state satisfies a condition.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.ApplicationStopping);
        await foreach (var change in WatchAsync(stopping.Token))
        {
            if ((Is(change.Resource.Name) || Is(change.ResourceId)) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException($"The application ended while '{resourceName}' was waited for.");

        bool Is(string name) => string.Equals(name, resourceName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Waits until a resource is healthy.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until a resource is healthy, or fails when it has ended.</summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var found = await WaitForResourceAsync(
            resourceName,
            e => e.Snapshot.IsReady() || e.Snapshot.ReadyEventFault is not null
                || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && e.Snapshot.HasEnded()),
            cancellationToken);
        return found.Snapshot.IsReady()
            ? found
            : throw new DistributedApplicationException(
                $"Stopped waiting for resource '{resourceName}' to become healthy because "
                + (found.Snapshot.ReadyEventFault ?? $"it is in the state '{found.Snapshot.State?.Text}'."));
    }

    /// <summary>Waits for everything that a resource says it waits for.</summary>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) =>
        WaitForDependenciesAsync(resource, resource.GetIds(), cancellationToken);

    // Its other replicas may run meanwhile.
    internal Task WaitForDependenciesAsync(IResource resource, IEnumerable<string> ids, CancellationToken cancellationToken) =>
        _waits.WaitAsync(resource, ids, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposing.Cancel();
        GC.SuppressFinalize(this);
    }

    private static CustomResourceSnapshot Initial(IResource resource) =>
        resource.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot
        ?? new CustomResourceSnapshot { ResourceType = resource.GetResourceType(), Properties = [] };

    private CustomResourceSnapshot Settle(IResource resource, CustomResourceSnapshot previous, CustomResourceSnapshot next)
    {
        // Whoever sees it running again must not take the health of its former life for that of the new one.
        if (previous.State?.Text == KnownResourceStates.Running && next.State?.Text != KnownResourceStates.Running)
        {
            next = next with { ReadyEventDone = false, ReadyEventFault = null, HealthReports = [.. next.HealthReports.Select(r => r with { Status = null })] };
        }

        if (resource.Annotations.OfType<ResourceIconAnnotation>().LastOrDefault() is { } icon)
        {
            next = next with { IconName = icon.IconName, IconVariant = icon.IconVariant };
        }

        return next with
        {
            Commands = [.. resource.Annotations.OfType<ResourceCommandAnnotation>().Select(c => c.ToSnapshot(next, _services))],
        };
    }
}

internal static partial class NotificationLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Resource {Resource} changed state: {Before} -> {After}")]
    public static partial void Changed(ILogger logger, string resource, string? before, string? after);
}
