using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>A database's jobs as a worker takes them.</summary>
public sealed class DueJobs(Database database, string worker)
{
    // A lease is a RunAt in the future: when it runs out, the job is simply due again.
    private const string TakeSql = """
        update jobs set run_at = now() + $3, attempts = attempts + 1, leased_by = $2
        where id in (select id from jobs where run_at <= now() order by run_at limit $1 for update skip locked)
        returning id, kind, payload, trace_parent, created_at, run_at, attempts, leased_by, last_error
        """;

    private const string BurySql = """
        with buried as (delete from jobs where id = $1 and leased_by = $2 returning *)
        insert into dead_jobs (id, kind, payload, trace_parent, created_at, attempts, last_error)
        select id, kind, payload, trace_parent, created_at, attempts, $3 from buried
        """;

    /// <summary>The database.</summary>
    public Database Database => database;

    /// <summary>Takes up to so many due jobs; nobody else gets them before the lease has run out.</summary>
    public async Task<List<Job>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancel)
    {
        await using var command = Command(TakeSql, limit, worker, lease);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var jobs = new List<Job>();
        while (await reader.ReadAsync(cancel))
        {
            jobs.Add(new Job
            {
                Id = reader.GetInt64(0),
                Kind = reader.GetString(1),
                Payload = reader.GetString(2),
                TraceParent = reader.IsDBNull(3) ? null : reader.GetString(3),
                CreatedAt = reader.GetDateTime(4),
                RunAt = reader.GetDateTime(5),
                Attempts = reader.GetInt32(6),
                LeasedBy = reader.GetString(7),
                LastError = reader.IsDBNull(8) ? null : reader.GetString(8),
            });
        }

        return jobs;
    }

    /// <summary>Keeps the jobs for another lease.</summary>
    public Task ExtendAsync(long[] jobs, TimeSpan lease, CancellationToken cancel) =>
        DoAsync("update jobs set run_at = now() + $3 where id = any ($1) and leased_by = $2", cancel, jobs, worker, lease);

    /// <summary>The jobs are done.</summary>
    public Task CompleteAsync(long[] jobs, CancellationToken cancel) =>
        DoAsync("delete from jobs where id = any ($1) and leased_by = $2", cancel, jobs, worker);

    /// <summary>The worker ends before the jobs are done: they are due at once, and the try does not count.</summary>
    public Task ReturnAsync(long[] jobs, CancellationToken cancel) =>
        DoAsync("update jobs set run_at = now(), attempts = attempts - 1, leased_by = null where id = any ($1) and leased_by = $2", cancel, jobs, worker);

    /// <summary>The job failed and is due again later.</summary>
    public Task RetryAsync(long job, TimeSpan delay, string error, CancellationToken cancel) =>
        DoAsync("update jobs set run_at = now() + $3, leased_by = null, last_error = $4 where id = $1 and leased_by = $2", cancel, job, worker, delay, error);

    /// <summary>The job failed too often.</summary>
    public Task BuryAsync(long job, string error, CancellationToken cancel) => DoAsync(BurySql, cancel, job, worker, error);

    private async Task DoAsync(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.Primary.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
