using System.Collections.Concurrent;
using System.Diagnostics;
using Conduit.Data.Jobs;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Takes a database's jobs in batches and does them.</summary>
internal sealed partial class JobLoop(DueJobs due, JobListener bell, JobHandlers handlers, JobOptions options, ILogger<JobLoop> logger)
{
    private string Database => due.Database.Name;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var jobs = await due.TakeAsync(options.Batch, options.Lease, stop);
                if (jobs.Count > 0) await DoAsync(jobs, stop);
                else await bell.WaitAsync(options.Poll, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is: a loop that ends would take the worker with it.
                LogAway(Database, e.Message);
                await Task.Delay(options.Poll, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DoAsync(List<Job> jobs, CancellationToken stop)
    {
        var held = new ConcurrentDictionary<long, bool>(jobs.Select(job => KeyValuePair.Create(job.Id, true)));
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var heartbeat = KeepAsync(held, done.Token);

        var finished = new ConcurrentBag<long>();
        try
        {
            await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = stop }, async (job, cancel) =>
            {
                if (await TryAsync(job, cancel)) finished.Add(job.Id);
                else held.TryRemove(job.Id, out _);
            });
        }
        finally
        {
            await done.CancelAsync();
            await heartbeat;
            // Not cancelled by a stop: what was done is to be crossed off, else it is done again; what was not is due at once.
            if (!finished.IsEmpty) await due.CompleteAsync([.. finished], CancellationToken.None);
            if (stop.IsCancellationRequested && !held.IsEmpty) await due.ReturnAsync([.. held.Keys], CancellationToken.None);
        }
    }

    private async Task<bool> TryAsync(Job job, CancellationToken cancel)
    {
        using var activity = Telemetry.StartJob(job, Database);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            if (job.Attempts > options.Tries) throw new TimeoutException("Every worker that tried it died.");
            await handlers.HandleAsync(job.Kind, job.Payload, cancel);
            Telemetry.Count(job, "done", begun);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            await FailAsync(job, e, cancel);
            Telemetry.Count(job, "failed", begun);
            return false;
        }
    }

    private async Task FailAsync(Job job, Exception fault, CancellationToken cancel)
    {
        if (job.Attempts >= options.Tries)
        {
            LogBuried(job.Kind, job.Id, Database, job.Attempts, fault);
            await due.BuryAsync(job.Id, fault.Message, cancel);
        }
        else
        {
            var pause = options.PauseAfter(job.Attempts);
            LogRetry(job.Kind, job.Id, Database, pause, fault.Message);
            await due.RetryAsync(job.Id, pause, fault.Message, cancel);
        }
    }

    private async Task KeepAsync(ConcurrentDictionary<long, bool> held, CancellationToken done)
    {
        using var beat = new PeriodicTimer(options.Lease / 3);
        try
        {
            while (await beat.WaitForNextTickAsync(done))
            {
                try
                {
                    await due.ExtendAsync([.. held.Keys], options.Lease, done);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException)
                {
                    LogAway(Database, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The batch is done.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot take jobs of {Database}, trying on: {Reason}")]
    private partial void LogAway(string database, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} of {Database} failed and is due again in {Pause}: {Reason}")]
    private partial void LogRetry(string kind, long id, string database, TimeSpan pause, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Kind} {Id} of {Database} is given up after {Tries} tries")]
    private partial void LogBuried(string kind, long id, string database, int tries, Exception fault);
}
