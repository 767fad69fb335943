using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Switches;

namespace Conduit.Lab.Map.Load;

/// <summary>The switches of a load: rate limits are off while it runs, and an unsafe switch explains its stale responses.</summary>
internal sealed partial class LoadSwitches(SwitchClient switches, OperatorClient appHost, TimeProvider time, ILogger<LoadSwitches> log)
{
    private const string RateLimits = "RateLimits:Enabled";

    private UnsafeSwitchMemory _unsafe = new();
    private bool _isLeased;

    /// <summary>Switches rate limits off by a lease: the load comes from one address, so they would be what it measures.</summary>
    /// <returns>The reason when that failed; else null.</returns>
    public async Task<string?> BeginAsync(CancellationToken cancellationToken)
    {
        _unsafe = new();
        var limits = (await switches.GetAsync(cancellationToken)).FirstOrDefault(one => one.Name == RateLimits)?.Value;
        _isLeased = limits is not null and not "false";
        // Not cancelled: then it would be unknown whether there is a lease.
        return _isLeased ? await switches.SetAsync(RateLimits, "false", leased: true, CancellationToken.None) : null;
    }

    /// <summary>Lets the rate limits be off for another minute.</summary>
    public Task RenewAsync(CancellationToken cancellationToken) => _isLeased
        ? TryAsync(() => appHost.RenewSwitchAsync(RateLimits, cancellationToken), cancellationToken)
        : Task.CompletedTask;

    /// <summary>Ends the lease. What was set meanwhile stays.</summary>
    public Task EndAsync() => _isLeased
        ? TryAsync(() => switches.EndSwitchAsync(RateLimits, CancellationToken.None), CancellationToken.None)
        : Task.CompletedTask;

    /// <summary>Notes which unsafe switch is on.</summary>
    public Task ObserveAsync(CancellationToken cancellationToken) => TryAsync(
        async () => _unsafe.Note(await switches.GetAsync(cancellationToken), time.GetUtcNow()), cancellationToken);

    /// <summary>The unsafe switch that is on or was on a moment before; null: none.</summary>
    public async Task<string?> FindUnsafeAsync()
    {
        await ObserveAsync(CancellationToken.None);
        return _unsafe.FindOn(time.GetUtcNow());
    }

    private async Task TryAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action();
        }
        catch (Exception fault) when (OperatorClient.IsNoAnswer(fault) && !cancellationToken.IsCancellationRequested)
        {
            NotAnswered(log, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The AppHost does not answer; it ends the leases of switches itself: {Reason}")]
    private static partial void NotAnswered(ILogger logger, string reason);
}
