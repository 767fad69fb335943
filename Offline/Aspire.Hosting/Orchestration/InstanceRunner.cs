using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts and stops single processes and containers.</summary>
internal sealed partial class InstanceRunner(
    DcpClient client,
    DcpStates states,
    ProcessLauncher processes,
    ContainerLauncher containers,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    DistributedApplicationExecutionContext execution,
    IServiceProvider services)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    // Those under way, and what ends their wait: an instance has but one.
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _starts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Starts replicas of a resource once what it waits for is there. What goes wrong is said in its log and its state.</summary>
    public async Task StartAsync(IResource resource, IReadOnlyList<ResourceInstance> instances, CancellationToken cancellationToken)
    {
        var startNow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        instances = [.. instances.Where(i => _starts.TryAdd(i.Name, startNow))];
        if (instances.Count == 0)
        {
            return;
        }

        try
        {
            await StartAsync(resource, instances, startNow.Task, cancellationToken);
        }
        finally
        {
            foreach (var instance in instances)
            {
                _starts.TryRemove(instance.Name, out _);
            }
        }
    }

    /// <summary>Lets an instance that waits for others start without them.</summary>
    public void StopWaiting(ResourceInstance instance)
    {
        if (_starts.TryGetValue(instance.Name, out var startNow))
        {
            startNow.TrySetResult();
        }
    }

    private async Task StartAsync(
        IResource resource, IReadOnlyList<ResourceInstance> instances, Task startNow, CancellationToken cancellationToken)
    {
        var logger = loggers.GetLogger(resource);
        foreach (var former in instances.Select(i => states.Find(i.Name)).OfType<DcpState>())
        {
            states.Discard(former.Uid);
        }

        try
        {
            await WaitAsync(resource, instances, startNow, logger, cancellationToken);
            await Task.WhenAll(instances.Select(i => notifications.PublishUpdateAsync(resource, i.Name, s => s with
            {
                State = KnownResourceStates.Starting,
                StartTimeStamp = null,
                StopTimeStamp = null,
                ExitCode = null,
            })));
            await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellationToken);
            var config = await ExecutionConfig.ResolveAsync(resource, execution, logger, cancellationToken);
            await Task.WhenAll(instances.Select(i => CreateAsync(i, config, cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // one resource that cannot start must not keep the others from it
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, resource.Name, e.Message, e is DistributedApplicationException ? null : e);
            await Task.WhenAll(instances.Select(i => notifications.PublishUpdateAsync(resource, i.Name, s => s with
            {
                State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
                StopTimeStamp = DateTime.UtcNow,
            })));
            foreach (var instance in instances)
            {
                await PublishStoppedAsync(instance);
            }
        }
    }

    public async Task StopAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        // What is just being made could not be found yet.
        await UntilAsync(() => !_starts.ContainsKey(instance.Name), instance, "start", cancellationToken);
        if (states.Find(instance.Name) is not { HasEnded: false } state)
        {
            return;
        }

        await client.StopAsync(state.Plural, instance.Name, cancellationToken);
        await UntilAsync(() => HasEnded(instance, state.Uid), instance, "stop", cancellationToken);
    }

    public Task PublishStoppedAsync(ResourceInstance instance) => notifications.TryGetCurrentState(instance.Name, out var state)
        ? eventing.PublishAsync(new ResourceStoppedEvent(instance.Resource, services, state), EventDispatchBehavior.NonBlockingSequential)
        : Task.CompletedTask;

    // Its state too: who starts it next must not be overtaken by the news that it had ended.
    private bool HasEnded(ResourceInstance instance, string uid) => states.Find(instance.Name) is not { } state
        || state.Uid != uid
        || (state.HasEnded && (!notifications.TryGetCurrentState(instance.Name, out var told) || told.Snapshot.HasEnded()));

    private static async Task UntilAsync(Func<bool> done, ResourceInstance instance, string what, CancellationToken cancellationToken)
    {
        for (var waiting = Stopwatch.StartNew(); !done(); await Task.Delay(20, cancellationToken))
        {
            if (waiting.Elapsed > StopPatience)
            {
                throw new DistributedApplicationException($"{instance.Name} did not {what} within {StopPatience.TotalSeconds} s.");
            }
        }
    }

    private async Task WaitAsync(
        IResource resource, IReadOnlyList<ResourceInstance> instances, Task startNow, ILogger logger, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var dependencies = notifications.WaitForDependenciesAsync(resource, instances.Select(i => i.Name), waiting.Token);
        if (await Task.WhenAny(dependencies, startNow) == dependencies)
        {
            await dependencies;
            return;
        }

        Log.WaitsNoMore(logger, resource.Name);
        await waiting.CancelAsync();
    }

    private async Task CreateAsync(ResourceInstance instance, ExecutionConfig config, CancellationToken cancellationToken)
    {
        // DCP starts nothing twice: a second life is a new object of the same name.
        if (states.Find(instance.Name) is { } former)
        {
            await client.DeleteAsync(former.Plural, instance.Name, cancellationToken);
        }

        var environment = config.Environment.OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value, IsFromSpec: true));
        if (instance.Resource is ContainerResource container)
        {
            await notifications.PublishUpdateAsync(container, instance.Name, s =>
                ContainerLauncher.Show(s, container, config) with { EnvironmentVariables = [.. environment] });
            var made = await client.CreateAsync(DcpClient.Containers, containers.Describe(instance, config), cancellationToken);
            states.Add(new DcpState(DcpClient.Containers, instance.Name, made.Metadata.Uid!, null));
            return;
        }

        await notifications.PublishUpdateAsync(instance.Resource, instance.Name, s =>
            processes.Show(s, instance.Resource, config) with { EnvironmentVariables = [.. environment] });
        var created = await client.CreateAsync(DcpClient.Executables, processes.Describe(instance, config), cancellationToken);
        states.Add(new DcpState(DcpClient.Executables, instance.Name, created.Metadata.Uid!, null));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} could not start: {Reason}")]
        public static partial void Failed(ILogger logger, string resource, string reason, Exception? exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} was told to start, and waits no more.")]
        public static partial void WaitsNoMore(ILogger logger, string resource);
    }
}
