using System.Collections.Concurrent;
using Conduit.Data.Jobs;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>
/// Works off one lane of one database: takes as many jobs as it has room for, does some of them side by side, and crosses off what is done in the same round trip in
/// which it takes the next. A job that takes long keeps no other from being taken.
/// </summary>
internal sealed partial class QueueWorker(JobLeaseStore due, JobRun run, JobSwitch pause, JobOptions options, ILogger<QueueWorker> logger) : IDisposable
{
    private readonly ConcurrentDictionary<long, LeasedJob> _held = [];
    private readonly SemaphoreSlim _atOnce = new(options.Concurrency);
    private readonly AsyncAutoResetEvent _bell = new();

    private string Database => due.Database.Name;

    /// <summary>There may be a job.</summary>
    public void Wake() => _bell.Ring();

    public async Task RunAsync(CancellationToken stop)
    {
        using var ended = new CancellationTokenSource();
        var heartbeat = KeepAsync(ended.Token);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ExchangeAsync();
                if (!_held.Values.Any(job => job.IsDone)) await _bell.WaitAsync(options.Poll, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Whatever it is: a loop that ends would take the worker with it.
                LogAway(Database, e.Message);
                await Task.Delay(options.Poll, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await EndAsync();
        await ended.CancelAsync();
        await heartbeat;
    }

    public void Dispose()
    {
        _atOnce.Dispose();
        _bell.Dispose();
    }

    // Not cancelled by a stop: whether jobs were taken would be unknown.
    private async Task ExchangeAsync()
    {
        LeasedJob[] done = [.. _held.Values.Where(job => job.IsDone)];
        var room = pause.IsPaused ? 0 : options.Batch - _held.Count + done.Length;
        if (done.Length == 0 && room == 0) return;
        var taken = await due.ExchangeAsync([.. done.Select(job => job.Job.Id)], room, options.Lease, CancellationToken.None);
        foreach (var job in done) Release(job);
        if (taken.Count == 0) return;
        using var batch = Telemetry.StartBatch(taken, Database);
        foreach (var job in taken)
        {
            // Its lease ran out while this worker was still at it, and nobody else wanted it.
            if (_held.TryRemove(job.Id, out var before)) before.Cancel();
            _ = DoAsync(_held[job.Id] = new LeasedJob(job));
        }
    }

    private async Task DoAsync(LeasedJob held)
    {
        await Task.Yield();
        try
        {
            await _atOnce.WaitAsync(held.End);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            held.Begin();
            if (await run.TryAsync(held.Job, due, held.End)) held.Done();
            else if (!held.End.IsCancellationRequested) Release(held);
        }
        finally
        {
            _atOnce.Release();
            _bell.Ring();
        }
    }

    private void Release(LeasedJob job)
    {
        if (_held.TryRemove(KeyValuePair.Create(job.Job.Id, job))) job.Dispose();
    }

    // A frozen worker that wakes up finds here that others have its jobs.
    private async Task KeepAsync(CancellationToken ended)
    {
        using var beat = new PeriodicTimer(options.Lease / 3);
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await beat.WaitForNextTickAsync(ended);
                LeasedJob[] mine = [.. _held.Values.Where(job => !job.IsDone)];
                if (mine.Length == 0) continue;
                var kept = await due.ExtendAsync([.. mine.Select(job => job.Job.Id)], options.Lease, ended);
                foreach (var lost in mine.Where(job => !kept.Contains(job.Job.Id) && !job.IsDone && _held.TryRemove(KeyValuePair.Create(job.Job.Id, job))))
                {
                    LogLost(lost.Job.Kind, lost.Job.Id, Database);
                    lost.Cancel();
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogAway(Database, e.Message);
            }
        }
    }

    // What was begun may end; what was not, or does not in time, others may have at once.
    private async Task EndAsync()
    {
        foreach (var job in _held.Values.Where(job => !job.IsBegun)) job.Cancel();
        var until = TimeProvider.System.GetTimestamp();
        while (_held.Values.Any(job => job.IsBegun && !job.IsDone) && TimeProvider.System.GetElapsedTime(until) < options.Patience) await _bell.WaitAsync(options.Patience / 10, CancellationToken.None);
        foreach (var job in _held.Values) job.Cancel();
        try
        {
            await due.ExchangeAsync([.. _held.Values.Where(job => job.IsDone).Select(job => job.Job.Id)], 0, options.Lease, CancellationToken.None);
            await due.ReturnAsync([.. _held.Values.Where(job => !job.IsDone).Select(job => job.Job.Id)], CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // Their leases will run out.
            LogAway(Database, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot take jobs of {Database}, trying on: {Reason}")]
    private partial void LogAway(string database, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} of {Database} was taken by another worker meanwhile: this one leaves it")]
    private partial void LogLost(string kind, long id, string database);
}
