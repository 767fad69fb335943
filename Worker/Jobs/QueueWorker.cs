using System.Collections.Concurrent;
using Conduit.Data.Jobs;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>
/// Works on one lane of one database: leases a batch of jobs, runs some of them concurrently, and deletes finished ones in the round trip
/// that leases the next. A long job does not keep others from being leased.
/// </summary>
internal sealed partial class QueueWorker(
    JobLeaseStore leases, JobRun run, JobSwitch pause, JobOptions options, ILogger<QueueWorker> logger) : IDisposable
{
    private readonly ConcurrentDictionary<long, LeasedJob> _leased = [];
    private readonly SemaphoreSlim _slots = new(options.Concurrency);
    private readonly AsyncAutoResetEvent _wakeUp = new();

    private string Database => leases.Database.Name;

    /// <summary>Checks the queue now instead of at the next poll: there may be a job.</summary>
    public void Wake() => _wakeUp.Set();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var heartbeatEnd = new CancellationTokenSource();
        var heartbeat = RenewLeasesAsync(heartbeatEnd.Token);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ExchangeAsync();
                if (!_leased.Values.Any(job => job.IsDone)) await _wakeUp.WaitAsync(options.PollInterval, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Catches everything: an exception that leaves this loop would stop the worker.
                LogLeasingFailed(Database, e.Message);
                await Task.Delay(options.PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await EndAsync();
        await heartbeatEnd.CancelAsync();
        await heartbeat;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _wakeUp.Dispose();
    }

    // Not cancelled on shutdown: it would be unknown whether jobs were leased.
    private async Task ExchangeAsync()
    {
        LeasedJob[] done = [.. _leased.Values.Where(job => job.IsDone)];
        var limit = pause.IsPaused ? 0 : options.BatchSize - _leased.Count + done.Length;
        if (done.Length == 0 && limit == 0) return;
        var taken = await leases.ExchangeAsync([.. done.Select(job => job.Job.Id)], limit, options.LeaseDuration, CancellationToken.None);
        foreach (var job in done) Release(job);
        if (taken.Count == 0) return;
        using var batch = Telemetry.StartBatch(taken, Database);
        foreach (var job in taken)
        {
            // This worker still runs the job, but its lease had ended and no other worker took it.
            if (_leased.TryRemove(job.Id, out var former)) former.Cancel();
            // Not awaited: the job's state shows when it is done, and JobRun handles failures.
            _ = DoAsync(_leased[job.Id] = new LeasedJob(job));
        }
    }

    private async Task DoAsync(LeasedJob job)
    {
        await Task.Yield();
        try
        {
            await _slots.WaitAsync(job.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            job.Start();
            if (await run.TryAsync(job.Job, leases, job.CancellationToken)) job.Done();
            else if (!job.CancellationToken.IsCancellationRequested) Release(job);
        }
        finally
        {
            _slots.Release();
            _wakeUp.Set();
        }
    }

    private void Release(LeasedJob job)
    {
        if (_leased.TryRemove(KeyValuePair.Create(job.Job.Id, job))) job.Dispose();
    }

    // After a freeze, a worker detects here that other workers have leased its jobs.
    private async Task RenewLeasesAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(options.LeaseDuration / 3);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await beat.WaitForNextTickAsync(cancellationToken);
                LeasedJob[] mine = [.. _leased.Values.Where(job => !job.IsDone)];
                if (mine.Length == 0) continue;
                var renewed = await leases.ExtendAsync([.. mine.Select(job => job.Job.Id)], options.LeaseDuration, cancellationToken);
                foreach (var job in mine.Where(job => !renewed.Contains(job.Job.Id) && !job.IsDone))
                {
                    if (!_leased.TryRemove(KeyValuePair.Create(job.Job.Id, job))) continue;
                    LogLost(job.Job.Kind, job.Job.Id, Database);
                    job.Cancel();
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogRenewingFailed(Database, e.Message);
            }
        }
    }

    // Running jobs get time to finish. Jobs that have not started, or do not finish in time, are returned for other workers.
    private async Task EndAsync()
    {
        foreach (var job in _leased.Values.Where(job => !job.IsStarted)) job.Cancel();
        var start = TimeProvider.System.GetTimestamp();
        while (_leased.Values.Any(job => job.IsStarted && !job.IsDone)
            && TimeProvider.System.GetElapsedTime(start) < options.ShutdownTimeout)
            await _wakeUp.WaitAsync(options.ShutdownTimeout / 10, CancellationToken.None);
        foreach (var job in _leased.Values) job.Cancel();
        try
        {
            long[] done = [.. _leased.Values.Where(job => job.IsDone).Select(job => job.Job.Id)];
            await leases.ExchangeAsync(done, 0, options.LeaseDuration, CancellationToken.None);
            await leases.ReturnAsync([.. _leased.Values.Where(job => !job.IsDone).Select(job => job.Job.Id)], CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The jobs are due again when their leases end.
            LogReturningFailed(Database, options.LeaseDuration.TotalSeconds, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Leasing jobs of {Database} failed; retrying: {Reason}")]
    private partial void LogLeasingFailed(string database, string reason);

    [LoggerMessage(
        LogLevel.Warning, "Renewing the leases of jobs of {Database} failed; retrying, but jobs whose leases end may run twice: {Reason}")]
    private partial void LogRenewingFailed(string database, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "The leases of jobs of {Database} could not be returned at shutdown; other workers take the jobs within {Seconds} s: {Reason}")]
    private partial void LogReturningFailed(string database, double seconds, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} of {Database} was leased by another worker; this worker stops working on it")]
    private partial void LogLost(string kind, long id, string database);
}
