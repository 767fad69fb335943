using Conduit.Lab.Consistency;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Switches;

namespace Conduit.Lab.Map.Load;

/// <summary>Runs <c>lab load</c> in a process of its own, and reads what it reports each second. There is one load at a time.</summary>
internal sealed partial class LoadService(
    SystemModel model,
    SwitchClient switches,
    OperatorClient appHost,
    ActionLog actions,
    TimeProvider time,
    ILogger<LoadService> log)
    : IAsyncDisposable
{
    private const string RateLimits = "RateLimits:Enabled";
    private static readonly TimeSpan History = TimeSpan.FromMinutes(5);

    // As long as the leases of the AppHost.
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _starting = new(1);
    private readonly Lock _lock = new();
    private readonly Queue<LoadSecond> _seconds = [];
    private LoadProcess? _process;
    private Task _following = Task.CompletedTask;
    private DateTimeOffset _renewed;

    /// <summary>The load that runs; null: none.</summary>
    public LoadOptions? Current { get; private set; }

    /// <summary>What the load prepares; null once it sends requests.</summary>
    public string? Preparing { get; private set; }

    /// <summary>The latest second of the load that runs or ran last; null before the first.</summary>
    public LoadSecond? Latest { get; private set; }

    /// <summary>The first response of that load that was stale; null: none was.</summary>
    public CounterExample? CounterExample { get; private set; }

    /// <summary>The unsafe switch that was on when it was found; null: none was.</summary>
    public string? UnsafeSwitch { get; private set; }

    /// <summary>Why the last load ended although nothing stopped it; null: it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>The seconds after a time, of the last five minutes.</summary>
    public IReadOnlyList<LoadSecond> Since(DateTimeOffset from)
    {
        lock (_lock) return [.. _seconds.Where(second => second.Time > from)];
    }

    /// <summary>Starts a load, in place of the one that runs.</summary>
    /// <returns>The reason when that failed; else null.</returns>
    public async Task<string?> StartAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        if (options.FindProblem() is { } problem) return problem;
        if (model.Parts.FirstOrDefault(part => part.IsEntry)?.Address is not { } target) return "the site has no address";
        await _starting.WaitAsync(cancellationToken);
        try
        {
            await StopCurrentAsync();
            // The load comes from one address, so the limits would be what it measures.
            var limits = (await switches.GetAsync(cancellationToken)).FirstOrDefault(one => one.Name == RateLimits)?.Value;
            if (limits is not null and not "false"
                && await switches.SetAsync(RateLimits, "false", leased: true, cancellationToken) is { } refusal)
                return refusal;

            (Current, Preparing, Latest, CounterExample, UnsafeSwitch, Problem) = (options, "starting", null, null, null, null);
            _renewed = time.GetUtcNow();
            _process = LoadProcess.Start(options, target);
            _following = FollowAsync(_process, options, limits);
            actions.Add($"load: {options.Description}");
            return null;
        }
        catch (HttpRequestException fault)
        {
            return $"the AppHost does not answer: {fault.Message}";
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends the load.</summary>
    public async Task StopAsync()
    {
        await _starting.WaitAsync();
        try
        {
            await StopCurrentAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Lets a load without an end of its own go on for another minute.</summary>
    public void Renew() => _renewed = time.GetUtcNow();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _starting.Dispose();
    }

    private async Task StopCurrentAsync()
    {
        if (_process is null) return;
        await _process.StopAsync();
        await _following;
        _process.Dispose();
        _process = null;
    }

    private async Task FollowAsync(LoadProcess process, LoadOptions options, string? limits)
    {
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(process, options, ended.Token);
        await foreach (var line in process.ReadAsync())
        {
            Add(line);
            if (line.CounterExample is { } example) await AddAsync(example);
        }

        Problem = await process.ReasonAsync();
        await ended.CancelAsync();
        await watching;
        if (limits is not null and not "false") await RestoreAsync(limits);
        actions.Add(Problem is null ? "load ended" : $"load ended: {Problem}");
        (Current, Preparing) = (null, null);
    }

    private void Add(LoadLine line)
    {
        if (line.Preparing is { } preparing) Preparing = preparing;
        if (line.Second is not { } second) return;
        (Preparing, Latest) = (null, second);
        lock (_lock)
        {
            _seconds.Enqueue(second);
            while (_seconds.TryPeek(out var oldest) && second.Time - oldest.Time > History) _seconds.Dequeue();
        }
    }

    private async Task AddAsync(CounterExample example)
    {
        try
        {
            var states = await switches.GetAsync(CancellationToken.None);
            UnsafeSwitch = states.FirstOrDefault(one => one.IsUnsafe && one.Value != one.Values[0])?.Name;
        }
        catch (HttpRequestException fault)
        {
            NotAnswered(log, fault.Message);
        }

        CounterExample = example;
    }

    // A load with an end of its own needs no page, and nor do the limits that are off for it.
    private async Task WatchAsync(LoadProcess process, LoadOptions options, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(WatchInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (options.Seconds is not null) await RenewLeasesAsync(ended);
                else if (time.GetUtcNow() - _renewed > MaxIdle) await process.StopAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }

    private async Task RenewLeasesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await appHost.RenewAsync(cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            NotAnswered(log, fault.Message);
        }
    }

    private async Task RestoreAsync(string limits)
    {
        try
        {
            await switches.SetAsync(RateLimits, limits, leased: true, CancellationToken.None);
        }
        catch (HttpRequestException fault)
        {
            NotAnswered(log, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The AppHost does not answer; it ends the leases of switches itself: {Reason}")]
    private static partial void NotAnswered(ILogger logger, string reason);
}
