using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>Leases the jobs of one lane of a database to a worker.</summary>
/// <param name="database">The database.</param>
/// <param name="lane">The lane, one of <see cref="JobLane"/>.</param>
/// <param name="worker">The name of the worker.</param>
public sealed class JobLeaseStore(Database database, short lane, string worker)
{
    // A lost lease update only makes the job run again, so this commit is asynchronous.
    private const string CommitAsynchronously = "select set_config('synchronous_commit', 'off', true)";

    private const string CompleteSql = "-- jobs completed\ndelete from jobs where id = any ($1) and leased_by = $2";

    private const string LeaseSql = """
        -- jobs leased
        update jobs set leased_until = now() + $3, attempts = attempts + 1, leased_by = $2
        where id in (
            select id from jobs where lane = $4 and run_at <= now() and (leased_until is null or leased_until <= now())
            order by run_at limit $1 for update skip locked)
        returning id, kind, payload, trace_parent, created_at, run_at, attempts, leased_by, last_error, key, lane
        """;

    private const string ExtendSql =
        "-- job leases renewed\nupdate jobs set leased_until = now() + $3 where id = any ($1) and leased_by = $2 returning id";

    // The attempt does not count.
    private const string ReturnSql = """
        -- job leases returned
        update jobs set leased_until = null, leased_by = null, attempts = attempts - 1 where id = any ($1) and leased_by = $2
        """;

    private const string RetrySql = """
        -- job retried
        update jobs set run_at = now() + $3, leased_until = null, leased_by = null, last_error = $4, attempts = attempts - $5::int
        where id = $1 and leased_by = $2
        """;

    private const string RescheduleSql = """
        -- job rescheduled
        update jobs set run_at = $3, leased_until = null, leased_by = null, attempts = 0, last_error = $4 where id = $1 and leased_by = $2
        """;

    private const string MoveToDeadLettersSql = """
        -- job moved to the dead letters
        with dead as (delete from jobs where id = $1 and leased_by = $2 returning *)
        insert into dead_jobs (id, kind, lane, payload, trace_parent, created_at, attempts, last_error)
        select id, kind, lane, payload, trace_parent, created_at, attempts, $3 from dead
        """;

    /// <summary>The database.</summary>
    public Database Database => database;

    /// <summary>
    /// Deletes finished jobs and leases due ones, in one round trip. Other workers cannot lease them before the lease ends.
    /// </summary>
    /// <param name="done">The ids of the finished jobs.</param>
    /// <param name="limit">The maximum number of jobs to lease; may be 0.</param>
    /// <param name="lease">The length of the lease.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The leased jobs.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<List<Job>> ExchangeAsync(long[] done, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var batch = database.Primary.CreateBatch();
        batch.BatchCommands.Add(new(CommitAsynchronously));
        if (done.Length > 0) batch.BatchCommands.Add(new NpgsqlBatchCommand(CompleteSql).With(done).With(worker));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaseSql).With(limit).With(worker).With(lease).With(lane));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.RowsAsync(Read, cancellationToken);
    }

    /// <summary>Renews the leases of jobs.</summary>
    /// <param name="jobs">The ids of the jobs.</param>
    /// <param name="lease">The length of the lease.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The jobs whose leases this worker still has.</returns>
    public async Task<HashSet<long>> ExtendAsync(long[] jobs, TimeSpan lease, CancellationToken cancellationToken)
    {
        var extend = new NpgsqlBatchCommand(ExtendSql).With(jobs).With(worker).With(lease);
        return [.. await database.ExecuteAsync(extend, row => row.GetInt64(0), cancellationToken)];
    }

    /// <summary>Returns unfinished jobs when the worker stops; they are due at once.</summary>
    /// <param name="jobs">The ids of the jobs.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the row is written.</returns>
    public Task ReturnAsync(long[] jobs, CancellationToken cancellationToken) =>
        database.ExecuteAsync(new NpgsqlBatchCommand(ReturnSql).With(jobs).With(worker), cancellationToken);

    /// <summary>Schedules the next attempt of a failed job.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="pause">The backoff.</param>
    /// <param name="error">The reason of the failure.</param>
    /// <param name="counts">Whether the attempt counts; false when a server was unavailable.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the row is written.</returns>
    public Task RetryAsync(long job, TimeSpan pause, string error, bool counts, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            new NpgsqlBatchCommand(RetrySql).With(job).With(worker).With(pause).With(error).With(counts ? 0 : 1), cancellationToken);

    /// <summary>Schedules the next run of a recurring job.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="next">When it is due.</param>
    /// <param name="error">The reason of the failure; null: it succeeded.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the row is written.</returns>
    public Task RescheduleAsync(long job, DateTime next, string? error, CancellationToken cancellationToken) =>
        database.ExecuteAsync(new NpgsqlBatchCommand(RescheduleSql).With(job).With(worker).With(next).WithText(error), cancellationToken);

    /// <summary>Moves a job that failed too often to the dead letters.</summary>
    /// <param name="job">The id of the job.</param>
    /// <param name="error">The reason of the last failure.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when the row is written.</returns>
    public Task MoveToDeadLettersAsync(long job, string error, CancellationToken cancellationToken) =>
        database.ExecuteAsync(new NpgsqlBatchCommand(MoveToDeadLettersSql).With(job).With(worker).With(error), cancellationToken);

    private static Job Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Kind = row.GetString(1),
        Payload = row.GetString(2),
        TraceParent = row.Text(3),
        CreatedAt = row.GetDateTime(4),
        RunAt = row.GetDateTime(5),
        Attempts = row.GetInt32(6),
        LeasedBy = row.GetString(7),
        LastError = row.Text(8),
        Key = row.Text(9),
        Lane = row.GetInt16(10),
    };
}
