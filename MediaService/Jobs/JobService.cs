using System.Diagnostics;
using Azure;
using Conduit.MediaService.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.MediaService.Jobs;

/// <summary>Does the jobs, a few at once.</summary>
internal sealed partial class JobService(
    JobQueue queue, SchemaService schema, IEnumerable<IJobHandler> handlers, IOptions<MediaOptions> options, ILogger<JobService> logger)
    : BackgroundService
{
    // One more than are decoded at once, so that one reads and writes while the others keep the processors busy.
    private const int MoreThanProcessors = 1;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Ready.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(Enumerable.Range(0, options.Value.Concurrency + MoreThanProcessors).Select(_ => WorkAsync(stoppingToken)));
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await queue.TakeAsync(options.Value.JobTimeout, stoppingToken) is { } job) await RunAsync(job, stoppingToken);
                else await queue.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogUnavailable(e.Message);
                await Task.Delay(Poll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(Job job, CancellationToken stoppingToken)
    {
        using var activity = Telemetry.StartJob(job);
        // The lease is as long: no other server has the job before this one has let go of it.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        timeout.CancelAfter(options.Value.JobTimeout);
        try
        {
            await _handlers[job.Kind].HandleAsync(job.Picture, timeout.Token);
            await queue.CompleteAsync(job);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Another server, or the next start, does it when its lease ends.
            await queue.RetryAsync(job, TimeSpan.Zero, "The server stopped.", counts: false);
        }
        catch (Exception e) when (e is not NpgsqlException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            await FailAsync(job, e);
        }
    }

    private async Task FailAsync(Job job, Exception fault)
    {
        if (IsUnavailable(fault))
        {
            LogRetry(job.Kind, job.Picture, Poll, fault.Message);
            await queue.RetryAsync(job, Poll, fault.Message, counts: false);
            return;
        }

        if (job.Attempts >= options.Value.MaxAttempts)
        {
            LogDead(job.Kind, job.Picture, job.Attempts, fault);
            await queue.BuryAsync(job, fault.Message);
            return;
        }

        // It grows, and varies so that jobs that failed together are not tried again together.
        var seconds = Math.Min(MaxBackoff.TotalSeconds, Math.Pow(2, job.Attempts - 1)) * (0.5 + Random.Shared.NextDouble());
        var pause = TimeSpan.FromSeconds(seconds);
        LogRetry(job.Kind, job.Picture, pause, fault.Message);
        await queue.RetryAsync(job, pause, fault.Message, counts: true);
    }

    // Storage or Redis do not answer, which is not the job's fault.
    private static bool IsUnavailable(Exception fault) => fault is TimeoutException
        or RequestFailedException { Status: 0 or >= 500 }
        or AggregateException { InnerException: RequestFailedException };

    [LoggerMessage(LogLevel.Warning, "Leasing jobs failed; trying again: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} of picture {Picture} failed; trying again in {Pause}: {Reason}")]
    private partial void LogRetry(string kind, long picture, TimeSpan pause, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Kind} of picture {Picture} is a dead letter after {Attempts} attempts")]
    private partial void LogDead(string kind, long picture, int attempts, Exception fault);
}

internal static class JobsExtensions
{
    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JobQueue>();
        builder.Services.AddHostedService<JobService>();
    }
}
