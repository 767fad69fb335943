using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Brings the described application to life, in order, and ends it.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    DcpOptions options,
    ProjectOutputs outputs,
    DashboardRun dashboard,
    DistributedApplicationExecutionContext execution,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IHostApplicationLifetime lifetime,
    ILogger<Orchestrator> logger,
    IServiceProvider services) : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(7);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly EndpointAllocator _endpoints = new(options);
    private readonly DcpStates _states = new();
    private readonly ContainerLauncher _containers = new();
    private Task<DcpSession>? _session;
    private InstanceRunner? _runner;
    private Task _watching = Task.CompletedTask;

    /// <summary>True when DCP has ended, and every resource with it, and nobody had told it to.</summary>
    public bool IsLost { get; private set; }

    private InstanceRunner Runner => _runner ?? throw new DistributedApplicationException("The application has not started yet.");

    /// <summary>Starts everything, and comes back when what resources wait for was there.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var processes = model.Resources.Where(r => r.IsProcessOrContainer()).ToList();
        _endpoints.ThrowIfBusy(processes.Where(r => r != dashboard.Resource));
        _session = processes.Count > 0 ? DcpSession.StartAsync(options.RequireCli()) : null;
        foreach (var resource in processes.Where(r => r != dashboard.Resource))
        {
            LifecycleCommands.Add(resource);
        }

        await Task.WhenAll(model.Resources.Select(r => notifications.PublishUpdateAsync(r, s => InitialSnapshots.Of(r, s))));
        await dashboard.StartServiceAsync(ending.Token);
        if (_session is not null)
        {
            await StartWatchingAsync((await _session).Client, processes, ending.Token);
        }

        await new ResourceInitializer(model, execution, eventing, notifications, loggers, services)
            .InitializeAsync(ending.Token, _stopping.Token);
        if (_runner is { } runner)
        {
            await Task.WhenAll(processes.Where(r => !r.HasAnnotationOfType<ExplicitStartupAnnotation>())
                .Select(r => runner.StartAsync(r, r.GetInstances(), ending.Token)));
        }

        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), ending.Token);
    }

    /// <summary>Stops everything; nothing is left running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await StopServicesBeforeDashboardAsync();
        await _ending.CancelAsync();
        await Task.WhenAll(EndSessionAsync(), _watching, dashboard.DisposeAsync().AsTask());
        _ending.Dispose();
    }

    /// <summary>Starts one that does not run, and one that waits for others without them. It goes on when the caller has gone.</summary>
    public Task StartInstanceAsync(string id, CancellationToken cancellationToken)
    {
        var instance = FindInstance(id);
        var state = StateOf(id);
        if (state.IsWaiting())
        {
            Runner.StopWaiting(instance);
            return Task.CompletedTask;
        }

        return state.IsStartable()
            ? Runner.StartAsync(instance.Resource, [instance], _stopping.Token).WaitAsync(cancellationToken)
            : Task.CompletedTask;
    }

    public Task StopInstanceAsync(string id, CancellationToken cancellationToken) => StateOf(id).IsWaiting()
        ? throw new DistributedApplicationException($"{id} waits for other resources: there is no process to stop.")
        : Runner.StopAsync(FindInstance(id), cancellationToken);

    public async Task RestartInstanceAsync(string id, CancellationToken cancellationToken)
    {
        await StopInstanceAsync(id, cancellationToken);
        await StartInstanceAsync(id, cancellationToken);
    }

    public Task StartAsync(IResource resource, IReadOnlyList<ResourceInstance> instances) =>
        Runner.StartAsync(resource, instances, _stopping.Token);

    /// <summary>Builds a project; why it failed, or null.</summary>
    public async Task<string?> BuildAsync(ProjectResource project, ILogger log) =>
        await new ProjectBuild((await _session!).Client, outputs.Configuration).RunAsync(project, log, _stopping.Token);

    private async Task EndSessionAsync()
    {
        // One that could not start has told so already, and has nothing to end.
        if (_session is not null && await _session.ContinueWith(s => s.IsCompletedSuccessfully, TaskScheduler.Default))
        {
            await (await _session).DisposeAsync();
        }
    }

    // A service that cannot send its last telemetry tries for seconds: so the dashboard goes after all others.
    private async Task StopServicesBeforeDashboardAsync()
    {
        if (dashboard.Resource is null || _runner is null || IsLost)
        {
            return;
        }

        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await Task.WhenAll(model.Resources.Where(r => r != dashboard.Resource).SelectMany(r => r.GetInstances())
                .Select(i => _runner.StopAsync(i, patience.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or DistributedApplicationException)
        {
            // DCP ends what is left, by force.
        }
    }

    private CustomResourceSnapshot StateOf(string id) => notifications.TryGetCurrentState(id, out var state)
        ? state.Snapshot
        : throw new DistributedApplicationException("The application has not started yet.");

    private ResourceInstance FindInstance(string id) =>
        model.Resources.SelectMany(r => r.GetInstances()).First(i => string.Equals(i.Name, id, StringComparison.OrdinalIgnoreCase));

    private async Task StartWatchingAsync(DcpClient client, IReadOnlyList<IResource> processes, CancellationToken cancellationToken)
    {
        _runner = new InstanceRunner(
            client, _states, new ProcessLauncher(outputs), _containers, notifications, loggers, eventing, execution, services);
        loggers.Console = new DcpConsole(client, _states);
        _watching = WatchAsync(new StatusWatcher(client, _states, [.. model.Resources], notifications, _runner, logger));
        if (processes.Any(r => r is ContainerResource))
        {
            await _containers.CreateNetworkAsync(client, cancellationToken);
        }

        await Task.WhenAll(processes.Select(r => _endpoints.AllocateAsync(client, r, cancellationToken)));
    }

    private async Task WatchAsync(StatusWatcher watcher)
    {
        await watcher.RunAsync(_ending.Token);
        if (!_ending.IsCancellationRequested)
        {
            IsLost = true;
            lifetime.StopApplication();
        }
    }
}
