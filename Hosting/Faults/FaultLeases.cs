using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Faults;

/// <summary>
/// Faults that end by themselves: each is undone when its lease ends, and when the AppHost stops, because a frozen process does not.
/// </summary>
internal sealed partial class FaultLeases(
    LeaseDuration duration, ResourceNotificationService notifications, IHostApplicationLifetime lifetime, ILogger<FaultLeases> log)
    : BackgroundService
{
    public const string Property = "fault";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // On a busy machine a process may stop a moment after its signal.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string Resource, string Fault), Lease> _leases = [];

    /// <summary>The fault of a resource; null when there is none.</summary>
    public string? FaultOf(string resource) => _leases.Keys.FirstOrDefault(key => key.Resource == resource).Fault;

    /// <summary>Begins a fault that has just been made.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="fault">What it is, as <c>frozen</c>.</param>
    /// <param name="undo">Undoes it; it may fail when the process has ended.</param>
    /// <param name="isOver">Whether it has ended by itself, as when its process was killed.</param>
    public Task BeginAsync(IResource resource, string fault, Func<CancellationToken, Task> undo, Func<bool> isOver)
    {
        _leases[(resource.Name, fault)] = new(resource, undo, isOver, DateTime.UtcNow, DateTime.UtcNow + duration.Value);
        return ShowAsync(resource, fault);
    }

    /// <summary>Undoes a fault; false when there is none.</summary>
    public async Task<bool> EndAsync(string resource, string fault, CancellationToken cancellationToken)
    {
        if (!_leases.TryRemove((resource, fault), out var lease))
            return false;

        await lease.Undo(cancellationToken);
        await ShowAsync(lease.Resource, fault: null);
        return true;
    }

    /// <summary>Undoes every fault of a resource.</summary>
    public async Task EndAllAsync(string resource, CancellationToken cancellationToken)
    {
        foreach (var (name, fault) in _leases.Keys.Where(key => key.Resource == resource))
            await EndAsync(name, fault, cancellationToken);
    }

    /// <summary>Lets every fault last for another lease.</summary>
    public void Renew()
    {
        foreach (var (key, lease) in _leases)
            _leases.TryUpdate(key, lease with { End = DateTime.UtcNow + duration.Value }, lease);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host stops this service only after the orchestrator has stopped the resources.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = stop.IsCancellationRequested ? DateTime.MaxValue : DateTime.UtcNow;
            foreach (var (resource, fault) in _leases.Where(lease => HasEnded(lease.Value, now)).Select(lease => lease.Key))
                await EndExpiredAsync(resource, fault);
        }
    }

    private static bool HasEnded(Lease lease, DateTime now) => lease.End <= now || (now - lease.Start > Settling && lease.IsOver());

    private async Task EndExpiredAsync(string resource, string fault)
    {
        try
        {
            await EndAsync(resource, fault, CancellationToken.None);
            Ended(log, resource, fault);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            NotUndone(log, cause, resource, fault);
        }
    }

    // As a property in the dashboard; its change also enables and disables the commands.
    private Task ShowAsync(IResource resource, string? fault) => notifications.PublishUpdateAsync(resource, snapshot => snapshot with
    {
        Properties =
        [
            .. snapshot.Properties.Where(property => property.Name != Property),
            .. fault is null ? [] : (ResourcePropertySnapshot[])[new(Property, fault)],
        ],
    });

    private sealed record Lease(
        IResource Resource, Func<CancellationToken, Task> Undo, Func<bool> IsOver, DateTime Start, DateTime End);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} is no longer {Fault}: the lease of the fault has ended.")]
    private static partial void Ended(ILogger logger, string resource, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} may still be {Fault}: undoing that failed. Restart it.")]
    private static partial void NotUndone(ILogger logger, Exception cause, string resource, string fault);
}
