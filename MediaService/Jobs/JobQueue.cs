using System.Diagnostics;
using Conduit.MediaService.Database;
using Npgsql;

namespace Conduit.MediaService.Jobs;

/// <summary>
/// The queue, a table of the service's own database: a job is enqueued in the transaction of the change that calls for it, leased by one
/// server at a time, and due again when its lease ends.
/// </summary>
internal sealed class JobQueue(MediaDatabase database) : IDisposable
{
    private const string EnqueueSql = "insert into jobs (kind, picture_id, trace_parent) values ($1, $2, $3)";

    // The attempt counts before it is made: a picture that ends the process must not do so for ever.
    private const string TakeSql = """
        update jobs set attempts = attempts + 1, due_at = now() + $1
        where id = (select id from jobs where due_at <= now() order by due_at limit 1 for update skip locked)
        returning id, kind, picture_id, attempts, trace_parent
        """;

    private const string CompleteSql = "delete from jobs where id = $1";

    private const string RetrySql = "update jobs set due_at = now() + $2, last_error = $3, attempts = attempts - $4 where id = $1";

    private const string BurySql = """
        with dead as (delete from jobs where id = $1 returning *)
        insert into dead_jobs select id, kind, picture_id, attempts, due_at, trace_parent, $2 from dead
        """;

    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>The statement that enqueues a job, for the transaction of the change that calls for it.</summary>
    public static NpgsqlBatchCommand Enqueue(string kind, long picture) => Statement.Of(EnqueueSql, kind, picture, Activity.Current?.Id);

    /// <summary>Wakes a worker of this server, after a job was committed.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Waits until a job was committed here, or for so long: other servers enqueue jobs too.</summary>
    public Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => _wake.WaitAsync(limit, cancellationToken);

    /// <summary>Leases the job that has been due longest; null when none is due.</summary>
    public async Task<Job?> TakeAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        var jobs = await database.QueryAsync(
            row => new Job(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.IsDBNull(4) ? null : row.GetString(4)),
            Statement.Of(TakeSql, lease),
            cancellationToken);
        return jobs.Count == 0 ? null : jobs[0];
    }

    /// <summary>Removes a job that is done.</summary>
    public Task CompleteAsync(Job job) => database.ExecuteAsync(Statement.Of(CompleteSql, job.Id), CancellationToken.None);

    /// <summary>Makes a job that failed due again after a pause.</summary>
    /// <param name="job">The job.</param>
    /// <param name="pause">The pause.</param>
    /// <param name="error">Why it failed.</param>
    /// <param name="counts">Whether the attempt counts.</param>
    public Task RetryAsync(Job job, TimeSpan pause, string error, bool counts) =>
        database.ExecuteAsync(Statement.Of(RetrySql, job.Id, pause, error, counts ? 0 : 1), CancellationToken.None);

    /// <summary>Keeps a job that failed too often, for an operator.</summary>
    public Task BuryAsync(Job job, string error) => database.ExecuteAsync(Statement.Of(BurySql, job.Id, error), CancellationToken.None);

    public void Dispose() => _wake.Dispose();
}
