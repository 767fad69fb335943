using Conduit.Data;
using Conduit.Data.Jobs;
using Cronos;

namespace Conduit.Worker.Jobs;

/// <summary>
/// The schedules of recurring jobs. Each job is one row with a key in its database's queue; after each run it gets its next due time.
/// </summary>
internal sealed class Schedules(JobOptions options)
{
    public DateTime Next(RecurringJob job) =>
        CronExpression.Parse(options.Schedules.GetValueOrDefault(job.Kind) ?? job.Schedule).GetNextOccurrence(DateTime.UtcNow)
        ?? throw new InvalidOperationException($"The schedule of {job.Kind} has no next time.");

    public async Task EnsureAsync(Database database, IEnumerable<RecurringJob> jobs, CancellationToken cancellationToken)
    {
        var queue = new JobTable(database);
        RecurringJob[] own = [.. jobs.Where(job => job.IsOf(database))];
        await queue.RemoveAsync([.. own.Select(job => job.FormerKind)], cancellationToken);
        foreach (var job in own)
            await queue.EnqueueAsync(job.Kind, new { }, job.Lane, job.Kind, Next(job), cancellationToken);
    }
}
