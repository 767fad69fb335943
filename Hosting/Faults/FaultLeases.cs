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

    private readonly ConcurrentDictionary<(string Resource, string Fault), FaultLease> _leases = [];

    /// <summary>The fault of a resource; null when there is none.</summary>
    public string? FaultOf(string resource) =>
        _leases.Values.FirstOrDefault(lease => lease.Fault.Resource.Name == resource && lease.IsMade)?.Fault.Name;

    /// <summary>Makes a fault. Its lease exists before, so that no fault lasts because something was cut off.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="make">Makes it; without success there is no fault, and after an exception there may be one, which is undone.</param>
    public async Task<ExecuteCommandResult> MakeAsync(Fault fault, Func<Task<ExecuteCommandResult>> make)
    {
        var key = (fault.Resource.Name, fault.Name);
        var lease = new FaultLease(fault);
        _leases.TryGetValue(key, out var former);
        _leases[key] = lease;
        try
        {
            var result = await make();
            if (!result.Success)
            {
                Remove(lease, former);
                return result;
            }

            lease.Begin(DateTime.UtcNow, duration.Value);
            await ShowAsync(fault.Resource);
            return result;
        }
        catch
        {
            lease.Begin(DateTime.UtcNow, duration.Value);
            lease.RetryAt(DateTime.UtcNow);
            throw;
        }
        finally
        {
            lease.EndMaking();
        }
    }

    /// <summary>Undoes a fault; false when there is none. When that fails, it is tried again after a pause.</summary>
    public async Task<bool> EndAsync(string resource, string fault)
    {
        if (!_leases.TryGetValue((resource, fault), out var lease) || !lease.IsMade)
            return false;

        await EndAsync(lease);
        return true;
    }

    /// <summary>Undoes the faults of a resource that keep its process from going on, such as a freeze.</summary>
    public Task EndProcessFaultsAsync(string resource) => EndEachAsync(resource, areCommands: false);

    /// <summary>Undoes every fault of a resource, also one that is just being made.</summary>
    public async Task EndAllAsync(string resource)
    {
        await EndProcessFaultsAsync(resource);
        await EndEachAsync(resource, areCommands: true);
    }

    /// <summary>Undoes every fault. What fails is logged, and tried again after a pause.</summary>
    public Task EndAllAsync() => EndAllAsync([.. _leases.Values]);

    /// <summary>Lets every fault last for another lease.</summary>
    public void Renew()
    {
        foreach (var lease in _leases.Values)
            lease.Renew(DateTime.UtcNow + duration.Value);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host stops this service only after the orchestrator has stopped the resources.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Not awaited: one that takes long does not hold back those that are due meanwhile.
            _ = EndAllAsync([.. _leases.Values.Where(lease => lease.IsDue(DateTime.UtcNow))]);
        }

        await EndAllAsync();
    }

    private async Task EndEachAsync(string resource, bool areCommands)
    {
        foreach (var lease in _leases.Values.Where(one => one.Fault.Resource.Name == resource && one.Fault.IsCommand == areCommands))
        {
            await lease.Making.WaitAsync(FaultLease.UndoTimeout);
            await EndAsync(resource, lease.Fault.Name);
        }
    }

    private async Task EndAllAsync(IReadOnlyList<FaultLease> leases)
    {
        foreach (var lease in leases)
            lease.Claim();
        // A command would wait for a process that is frozen.
        await Task.WhenAll(leases.Where(lease => !lease.Fault.IsCommand).Select(TryEndAsync));
        await Task.WhenAll(leases.Where(lease => lease.Fault.IsCommand).Select(TryEndAsync));
    }

    private async Task TryEndAsync(FaultLease lease)
    {
        // It ends when it has been made.
        if (!lease.IsMade)
            return;

        var (resource, fault) = (lease.Fault.Resource.Name, lease.Fault.Name);
        try
        {
            await EndAsync(lease);
            Ended(log, resource, fault);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            NotUndone(log, cause, resource, fault, FaultLease.RetryPause.TotalSeconds);
        }
    }

    private async Task EndAsync(FaultLease lease)
    {
        lease.Claim();
        try
        {
            await lease.UndoAsync();
        }
        catch
        {
            lease.RetryAt(DateTime.UtcNow + FaultLease.RetryPause);
            throw;
        }

        Remove(lease, former: null);
        await ShowAsync(lease.Fault.Resource);
    }

    // Another fault of the same name may have replaced it.
    private void Remove(FaultLease lease, FaultLease? former)
    {
        var key = (lease.Fault.Resource.Name, lease.Fault.Name);
        if (former is null) _leases.TryRemove(KeyValuePair.Create(key, lease));
        else _leases.TryUpdate(key, former, lease);
    }

    // As a property in the dashboard; its change also enables and disables the commands.
    private Task ShowAsync(IResource resource) => notifications.PublishUpdateAsync(resource, snapshot => snapshot with
    {
        Properties =
        [
            .. snapshot.Properties.Where(property => property.Name != Property),
            .. FaultOf(resource.Name) is { } fault ? (ResourcePropertySnapshot[])[new(Property, fault)] : [],
        ],
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} is no longer {Fault}: the lease of the fault has ended.")]
    private static partial void Ended(ILogger logger, string resource, string fault);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Resource} may still be {Fault}: undoing that failed; retrying in {Seconds} s. If it goes on, restart the resource.")]
    private static partial void NotUndone(ILogger logger, Exception cause, string resource, string fault, double seconds);
}
