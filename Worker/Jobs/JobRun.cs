using System.Diagnostics;
using System.Net;
using Conduit.Data.Jobs;
using Conduit.ServiceDefaults.Redis;
using Npgsql;
using StackExchange.Redis;

namespace Conduit.Worker.Jobs;

/// <summary>Runs one attempt of a job. A failed job is retried, rescheduled or moved to the dead letters.</summary>
internal sealed partial class JobRun(JobHandlers handlers, Schedules schedules, JobOptions options, ILogger<JobRun> logger)
{
    /// <summary>True when the job is done and must be deleted; false when its row is updated already or the worker stops.</summary>
    public async Task<bool> TryAsync(Job job, JobLeaseStore leases, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.StartJob(job, leases.Database.Name);
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (job.Attempts > options.MaxAttempts)
                throw new InvalidOperationException("Every worker that attempted this job stopped before it was done.");
            var handler = handlers.Of(job.Kind);
            await handler.HandleAsync(job, leases.Database, cancellationToken);
            Telemetry.Count(job, "done", start);
            if (handler is not RecurringJob recurring) return true;
            await leases.RescheduleAsync(job.Id, schedules.Next(recurring), null, CancellationToken.None);
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            Telemetry.Count(job, await HandleFailureAsync(job, leases, e), start);
            return false;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<string> HandleFailureAsync(Job job, JobLeaseStore leases, Exception fault)
    {
        try
        {
            return await FailAsync(job, leases, fault);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // The job is due again when its lease ends.
            LogNotRecorded(job.Kind, job.Id, leases.Database.Name, e.Message);
            return "failed";
        }
    }

    private async Task<string> FailAsync(Job job, JobLeaseStore leases, Exception fault)
    {
        var isUnavailable = IsUnavailable(fault);
        var isLastAttempt = job.Attempts >= options.MaxAttempts;
        var recurring = job.Key is null ? null : handlers.Recurring.FirstOrDefault(one => one.Kind == job.Kind);
        if (recurring is not null && (isUnavailable || isLastAttempt))
        {
            LogRecurring(job.Kind, leases.Database.Name, fault);
            await leases.RescheduleAsync(job.Id, schedules.Next(recurring), fault.Message, CancellationToken.None);
            return "failed";
        }

        if (!isUnavailable && isLastAttempt)
        {
            LogDead(job.Kind, job.Id, leases.Database.Name, job.Attempts, fault);
            await leases.MoveToDeadLettersAsync(job.Id, fault.Message, CancellationToken.None);
            return "dead";
        }

        var pause = fault is HttpRequestException ? options.BackoffAfter(DateTime.UtcNow - job.CreatedAt)
            : isUnavailable ? options.UnavailableBackoff()
            : options.BackoffAfter(job.Attempts);
        LogRetry(job.Kind, job.Id, leases.Database.Name, pause, fault.Message);
        await leases.RetryAsync(job.Id, pause, fault.Message, counts: !isUnavailable, CancellationToken.None);
        return "failed";
    }

    // An unavailable server is not the job's fault: such failures do not count as attempts.
    private static bool IsUnavailable(Exception fault) =>
        (RedisCircuitBreaker.IsUnavailable(fault) && fault is not RedisServerException)
        || (fault is NpgsqlException and not PostgresException)
        || fault is PostgresException { IsTransient: true } or TimeoutException { InnerException: not null }
        || fault is HttpRequestException { StatusCode: null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError };

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} of {Database} failed; retrying in {Pause}: {Reason}")]
    private partial void LogRetry(string kind, long id, string database, TimeSpan pause, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "Job {Kind} {Id} of {Database} is a dead letter after {Attempts} attempts; fix the cause, then POST /jobs/replay to the worker")]
    private partial void LogDead(string kind, long id, string database, int attempts, Exception fault);

    [LoggerMessage(LogLevel.Error, "Job {Kind} of {Database} failed; running again at its next scheduled time")]
    private partial void LogRecurring(string kind, string database, Exception fault);

    [LoggerMessage(
        LogLevel.Warning, "Job {Kind} {Id} of {Database} failed and its row could not be updated; retrying when its lease ends: {Reason}")]
    private partial void LogNotRecorded(string kind, long id, string database, string reason);
}
