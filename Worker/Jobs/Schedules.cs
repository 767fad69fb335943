using Conduit.Data;
using Conduit.Data.Jobs;
using Cronos;

namespace Conduit.Worker.Jobs;

/// <summary>
/// When recurring jobs come: each is one row with a key in its database's queue, put there once, which after each time waits for the next.
/// </summary>
internal sealed class Schedules(JobOptions options)
{
    public DateTime Next(RecurringJob job) => CronExpression.Parse(options.Schedules.GetValueOrDefault(job.Kind) ?? job.Schedule).GetNextOccurrence(DateTime.UtcNow)
        ?? throw new InvalidOperationException($"The schedule of {job.Kind} never comes.");

    public async Task EnsureAsync(Database database, IEnumerable<RecurringJob> jobs, CancellationToken cancel)
    {
        var queue = new JobTable(database);
        foreach (var job in jobs.Where(job => job.IsOf(database)))
            await queue.EnqueueAsync(job.Kind, new { }, job.Lane, job.Kind, Next(job), cancel);
    }
}
