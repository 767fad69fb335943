using System.Collections.Concurrent;
using Conduit.Hosting.Faults;
using Microsoft.Extensions.Hosting;

namespace Conduit.Hosting.Operation;

/// <summary>Follows the resources, and describes their states as the dashboard shows them.</summary>
internal sealed class ResourceStates(ResourceNotificationService notifications, FaultLeases faults) : BackgroundService
{
    private readonly ConcurrentDictionary<string, CustomResourceSnapshot> _snapshots = [];

    /// <summary>The state of every resource that is not hidden.</summary>
    public IReadOnlyList<ResourceState> Current =>
    [
        .. _snapshots.Where(snapshot => !snapshot.Value.IsHidden).Select(snapshot => Describe(snapshot.Key, snapshot.Value)),
    ];

    /// <summary>Whether a resource has a process that runs.</summary>
    public bool IsRunning(string name) =>
        _snapshots.TryGetValue(name, out var snapshot) && snapshot.State?.Text == KnownResourceStates.Running;

    /// <summary>Whether it was started, and has not ended.</summary>
    public bool HasProcess(string name) => !HasEnded(name)
        && _snapshots.TryGetValue(name, out var snapshot) && snapshot.State?.Text != KnownResourceStates.NotStarted;

    /// <summary>Whether its process has ended, or could not be started.</summary>
    public bool HasEnded(string name) =>
        _snapshots.TryGetValue(name, out var snapshot)
        && snapshot.State?.Text is { } state
        && KnownResourceStates.TerminalStates.Contains(state);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
                _snapshots[change.Resource.Name] = change.Snapshot;
        }
        catch (OperationCanceledException)
        {
        }
    }

    private ResourceState Describe(string name, CustomResourceSnapshot snapshot) => new(
        name,
        snapshot.State?.Text ?? "Unknown",
        snapshot.HealthStatus?.ToString(),
        snapshot.HealthReports.FirstOrDefault(report => report.Status != Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy)
            ?.Description,
        faults.FaultOf(name),
        [
            .. snapshot.Commands
                .Where(command => command.State != ResourceCommandState.Hidden)
                .Select(command => new ResourceCommand(
                    command.Name, command.DisplayName, command.DisplayDescription, command.State == ResourceCommandState.Enabled)),
        ]);
}

/// <summary>The state of a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state, such as <c>Running</c>.</param>
/// <param name="Health">Its health; null while it is not known.</param>
/// <param name="Detail">What an unhealthy check says.</param>
/// <param name="Fault">The fault that was made, such as <c>frozen</c>; null: none.</param>
/// <param name="Commands">Its commands.</param>
internal sealed record ResourceState(
    string Name, string State, string? Health, string? Detail, string? Fault, IReadOnlyList<ResourceCommand> Commands);

/// <summary>A command of a resource.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Label">The text of its button.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsEnabled">Whether it can be executed now.</param>
internal sealed record ResourceCommand(string Name, string Label, string? Description, bool IsEnabled);
