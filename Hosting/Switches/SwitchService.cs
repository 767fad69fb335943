using System.Text.Json;
using Conduit.Hosting.Faults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Switches;

/// <summary>
/// Shows and changes the switches of the application. A change that is leased is taken back when its lease ends and before the AppHost
/// stops.
/// </summary>
/// <param name="file">The file of live settings.</param>
/// <param name="switches">The switches.</param>
/// <param name="configured">The values that the services got at their start, where they differ from the defaults.</param>
/// <param name="duration">How long a lease lasts.</param>
/// <param name="lifetime">Says when the AppHost begins to stop.</param>
/// <param name="log">The log.</param>
internal sealed partial class SwitchService(
    LiveFile file,
    IReadOnlyList<LiveSwitch> switches,
    IReadOnlyDictionary<string, string> configured,
    LeaseDuration duration,
    IHostApplicationLifetime lifetime,
    ILogger<SwitchService> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTime> _ends = [];

    /// <summary>All switches with the values in force.</summary>
    public IReadOnlyList<SwitchState> Current
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. switches.Select(one => new SwitchState(
                        one.Name,
                        one.Label,
                        ValueOf(one, file.Find),
                        one.Values,
                        one.Description,
                        one.IsUnsafe,
                        IsLeased: _ends.ContainsKey(one.Name))),
                ];
            }
        }
    }

    /// <summary>Changes a switch.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">The new value.</param>
    /// <returns>The reason when it was not changed; else null.</returns>
    public SwitchRefusal? Set(string name, SwitchChange change)
    {
        if (Find(name) is not { } found)
            return Unknown(name);
        if (found.Spell(change.Value) is not { } value)
            return new(IsUnknown: false, $"{found.Name} can be {string.Join(", ", found.Values)}");

        return Try(() =>
        {
            if (change.Leased || found.IsUnsafe) Lease(found, value);
            else SetPermanent(found, value);
        });
    }

    /// <summary>Ends the lease of a switch, so that it has the value that stays, also one that was set meanwhile.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The reason when it was not changed; else null.</returns>
    public SwitchRefusal? End(string name) => Find(name) is { } found ? Try(() => End(found)) : Unknown(name);

    /// <summary>Lets every leased value last for another lease, or only that of one switch.</summary>
    public void Renew(string? name = null)
    {
        lock (_lock)
        {
            foreach (var leased in _ends.Keys.Where(one => name is null || one.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList())
                _ends[leased] = DateTime.UtcNow + duration.Value;
        }
    }

    /// <summary>Takes every leased value back.</summary>
    public void EndAll() => EndExpired(DateTime.MaxValue);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host stops this service only after the orchestrator has stopped the resources.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            EndExpired(DateTime.UtcNow);
        }

        EndAll();
    }

    private LiveSwitch? Find(string name) => switches.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private SwitchRefusal Unknown(string name) =>
        new(IsUnknown: true, $"{name} is none of {string.Join(", ", switches.Select(one => one.Name))}");

    private SwitchRefusal? Try(Action change)
    {
        try
        {
            lock (_lock) change();
            return null;
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            return new(IsUnknown: false, $"the file of live settings cannot be changed: {fault.Message}");
        }
    }

    private void Lease(LiveSwitch one, string value)
    {
        if (value == ValueOf(one, file.FindPermanent))
        {
            End(one);
            return;
        }

        file.Lease(one.Name, value);
        _ends[one.Name] = DateTime.UtcNow + duration.Value;
    }

    private void End(LiveSwitch one)
    {
        file.End(one.Name);
        _ends.Remove(one.Name);
    }

    // Also a value that the services have without it: that may be from this file, as it was when they started.
    private void SetPermanent(LiveSwitch one, string value)
    {
        file.SetPermanent(one.Name, value);
        _ends.Remove(one.Name);
    }

    private void EndExpired(DateTime now)
    {
        lock (_lock)
        {
            foreach (var name in _ends.Where(end => end.Value <= now).Select(end => end.Key).ToList())
            {
                try
                {
                    file.End(name);
                    _ends.Remove(name);
                    Ended(log, name);
                }
                catch (Exception fault) when (IsExpected(fault))
                {
                    _ends[name] = DateTime.UtcNow + RetryPause;
                    NotRestored(log, name, RetryPause.TotalSeconds, fault.Message);
                }
            }
        }
    }

    // A service ignores a value that it does not know, and a file that it cannot read.
    private string ValueOf(LiveSwitch one, Func<string, string?> find)
    {
        string? text;
        try
        {
            text = find(one.Name);
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            text = null;
        }

        return one.Spell(text) ?? one.Spell(configured.GetValueOrDefault(one.Name)) ?? one.Values[0];
    }

    private static bool IsExpected(Exception fault) => fault is JsonException or IOException or UnauthorizedAccessException;

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease of {Name} has ended: it has its former value.")]
    private static partial void Ended(ILogger logger, string name);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The former value of {Name} was not restored; retrying in {Seconds} s: "
            + "the file of live settings cannot be changed: {Reason}")]
    private static partial void NotRestored(ILogger logger, string name, double seconds, string reason);
}
