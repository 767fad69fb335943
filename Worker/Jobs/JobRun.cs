using System.Diagnostics;
using Conduit.Data.Jobs;
using Conduit.Freshness;
using Npgsql;
using StackExchange.Redis;

namespace Conduit.Worker.Jobs;

/// <summary>Tries a job once, and sees to what becomes of it when it fails.</summary>
internal sealed partial class JobRun(JobHandlers handlers, Schedules schedules, JobOptions options, ILogger<JobRun> logger)
{
    /// <summary>Whether the job is done and to be crossed off; else it was seen to, or its worker ends.</summary>
    public async Task<bool> TryAsync(Job job, JobLeaseStore due, CancellationToken end)
    {
        using var activity = Telemetry.StartJob(job, due.Database.Name);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            if (job.Attempts > options.MaxAttempts) throw new InvalidOperationException("Every worker that tried it died.");
            var handler = handlers.Of(job.Kind);
            await handler.HandleAsync(job, due.Database, end);
            Telemetry.Count(job, "done", begun);
            if (handler is not RecurringJob recurring) return true;
            await due.RecurAsync(job.Id, schedules.Next(recurring), null, CancellationToken.None);
            return false;
        }
        catch (Exception e) when (!end.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            Telemetry.Count(job, await SeeToAsync(job, due, e), begun);
            return false;
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<string> SeeToAsync(Job job, JobLeaseStore due, Exception fault)
    {
        try
        {
            return await FailAsync(job, due, fault);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // Its lease will run out.
            LogUnknown(job.Kind, job.Id, due.Database.Name, e.Message);
            return "failed";
        }
    }

    private async Task<string> FailAsync(Job job, JobLeaseStore due, Exception fault)
    {
        var isAway = IsAway(fault);
        if (job.Key is not null && handlers.Recurring.FirstOrDefault(one => one.Kind == job.Kind) is { } recurring && (isAway || job.Attempts >= options.MaxAttempts))
        {
            LogRecurring(job.Kind, due.Database.Name, fault);
            await due.RecurAsync(job.Id, schedules.Next(recurring), fault.Message, CancellationToken.None);
            return "failed";
        }

        if (!isAway && job.Attempts >= options.MaxAttempts)
        {
            LogBuried(job.Kind, job.Id, due.Database.Name, job.Attempts, fault);
            await due.BuryAsync(job.Id, fault.Message, CancellationToken.None);
            return "dead";
        }

        var pause = isAway ? options.AwayPause() : options.PauseAfter(job.Attempts);
        LogRetry(job.Kind, job.Id, due.Database.Name, pause, fault.Message);
        await due.RetryAsync(job.Id, pause, fault.Message, counts: !isAway, CancellationToken.None);
        return "failed";
    }

    // A server that is away says nothing of the job: however long that takes, it is not given up for it.
    private static bool IsAway(Exception fault) => (Patience.IsAway(fault) && fault is not RedisServerException)
        || (fault is NpgsqlException and not PostgresException)
        || fault is PostgresException { IsTransient: true } or TimeoutException { InnerException: not null };

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} of {Database} failed and is due again in {Pause}: {Reason}")]
    private partial void LogRetry(string kind, long id, string database, TimeSpan pause, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Kind} {Id} of {Database} is given up after {MaxAttempts} tries")]
    private partial void LogBuried(string kind, long id, string database, int tries, Exception fault);

    [LoggerMessage(LogLevel.Error, "Job {Kind} of {Database} failed and comes again at its next time")]
    private partial void LogRecurring(string kind, string database, Exception fault);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} of {Database} failed, which cannot be written down; its lease will run out: {Reason}")]
    private partial void LogUnknown(string kind, long id, string database, string reason);
}
