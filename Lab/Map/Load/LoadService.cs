using System.ComponentModel;
using Conduit.Lab.Consistency;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Load;

/// <summary>Runs <c>lab load</c> in a process of its own, and reads what it reports each second. There is one load at a time.</summary>
internal sealed partial class LoadService(
    SystemModel model, LoadSwitches switches, ActionLog actions, TimeProvider time, ILogger<LoadService> log)
    : IAsyncDisposable
{
    // Shorter than the leases of the AppHost, so that rate limits do not come back while the load runs.
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _starting = new(1);
    private readonly LoadHistory _seconds = new();
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

    /// <summary>The unsafe switch that was on when it was found, or a moment before; null: none was.</summary>
    public string? UnsafeSwitch { get; private set; }

    /// <summary>Why the last load ended although nothing stopped it; null: it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>The seconds after a time, of the last five minutes.</summary>
    public IReadOnlyList<LoadSecond> Since(DateTimeOffset from) => _seconds.Since(from);

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
            return await switches.BeginAsync(cancellationToken) is { } refusal ? refusal : await StartAsync(options, target);
        }
        catch (Exception fault) when (OperatorClient.IsNoAnswer(fault) && !cancellationToken.IsCancellationRequested)
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

    /// <summary>Lets a load without an end of its own go on.</summary>
    public void Renew() => _renewed = time.GetUtcNow();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _starting.Dispose();
    }

    private async Task<string?> StartAsync(LoadOptions options, Uri target)
    {
        try
        {
            _process = LoadProcess.Start(options, target);
        }
        catch (Win32Exception fault)
        {
            await switches.EndAsync();
            return $"the process of the load does not start: {fault.Message}";
        }

        (Current, Preparing, Latest, CounterExample, UnsafeSwitch, Problem) = (options, "starting", null, null, null, null);
        _renewed = time.GetUtcNow();
        _following = FollowAsync(_process, options);
        actions.Add($"load: {options.Description}");
        return null;
    }

    private async Task StopCurrentAsync()
    {
        if (_process is not { } process) return;
        try
        {
            await process.StopAsync();
            await _following;
        }
        finally
        {
            _process = null;
            process.Dispose();
        }
    }

    // Whatever happens, the load has ended afterwards, and another one can start.
    private async Task FollowAsync(LoadProcess process, LoadOptions options)
    {
        try
        {
            await FollowToEndAsync(process, options);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Problem = fault.Message;
            NotFollowed(log, fault);
        }
        finally
        {
            await switches.EndAsync();
            actions.Add(Problem is null ? "load ended" : $"load ended: {Problem}");
            (Current, Preparing) = (null, null);
        }
    }

    private async Task FollowToEndAsync(LoadProcess process, LoadOptions options)
    {
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(process, options, ended.Token);
        try
        {
            await foreach (var line in process.ReadAsync())
            {
                Add(line);
                if (line.CounterExample is not { } example) continue;
                UnsafeSwitch = await switches.FindUnsafeAsync();
                CounterExample = example;
            }

            Problem = await process.ReasonAsync();
        }
        finally
        {
            await ended.CancelAsync();
            await process.StopAsync();
            await watching;
        }
    }

    private void Add(LoadLine line)
    {
        if (line.Preparing is { } preparing) Preparing = preparing;
        if (line.Second is not { } second) return;
        (Preparing, Latest) = (null, second);
        _seconds.Add(second);
    }

    // A load with an end of its own needs no page, and nor do the limits that are off for it.
    private async Task WatchAsync(LoadProcess process, LoadOptions options, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (options.Seconds is not null) await switches.RenewAsync(cancellationToken);
                else if (time.GetUtcNow() - _renewed > MaxIdle) await process.StopAsync();
                await switches.ObserveAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The load was stopped, because its reports could not be followed.")]
    private static partial void NotFollowed(ILogger logger, Exception fault);
}
