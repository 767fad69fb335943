using System.Diagnostics;
using System.Text.Json;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>
/// Enqueues and inspects the jobs of a database. Jobs that follow from a change are enqueued with the change: <see cref="JobSql"/>.
/// </summary>
/// <param name="database">The database.</param>
public sealed class JobTable(Database database)
{
    // Limits the cost of counting a long queue.
    private const int MaxCounted = 100_000;

    private const string EnqueueSql = """
        -- job enqueued
        insert into jobs (kind, lane, payload, key, run_at, trace_parent) values ($1, $2, $3::jsonb, $4, $5, $6)
        on conflict (key) where key is not null do update set run_at = least(jobs.run_at, excluded.run_at)
        """;

    private const string RemoveSql = "-- jobs removed\ndelete from jobs where key = any ($1)";

    private const string DepthSql = """
        -- jobs waiting
        select lane, count(*), coalesce(extract(epoch from now() - min(run_at)), 0)::float8
        from (select lane, run_at from jobs where run_at <= now() limit $1) due group by lane
        """;

    private const string KindsSql = """
        -- jobs by kind
        select kind, lane, count(*), count(*) filter (where run_at <= now()), count(*) filter (where leased_until > now()),
            min(run_at), max(attempts), max(last_error)
        from (select * from jobs limit $1) counted group by 1, 2 order by 1, 2
        """;

    private const string DeadSql = """
        -- dead jobs
        select kind, lane, count(*), max(died_at), max(last_error) from dead_jobs group by 1, 2 order by 1, 2
        """;

    private const string ReplaySql = """
        -- dead jobs replayed
        with replayed as (delete from dead_jobs returning *), queued as (
            insert into jobs (id, kind, lane, payload, trace_parent, created_at, last_error)
            select id, kind, lane, payload, trace_parent, created_at, last_error from replayed
            returning true
        )
        select count(*) from queued
        """;

    /// <summary>
    /// Enqueues a job that belongs to no change. If a job with the same key exists, it stays the only one, due at the earlier time.
    /// </summary>
    /// <typeparam name="T">The type of the payload.</typeparam>
    /// <param name="kind">Its kind.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="lane">Its lane, one of <see cref="JobLane"/>.</param>
    /// <param name="key">Its key; null: none.</param>
    /// <param name="runAt">When it is due, UTC; null: now.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when it is written.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public Task EnqueueAsync<T>(string kind, T payload, short lane, string? key, DateTime? runAt, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            new NpgsqlBatchCommand(EnqueueSql)
                .With(kind)
                .With(lane)
                .With(JsonSerializer.Serialize(payload, JobJson.Options))
                .WithText(key)
                .With(runAt ?? DateTime.UtcNow)
                .WithText(Activity.Current?.Id),
            cancellationToken);

    /// <summary>Deletes jobs with a key.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public Task<int> RemoveAsync(string[] keys, CancellationToken cancellationToken) =>
        database.ExecuteAsync(new NpgsqlBatchCommand(RemoveSql).With(keys), cancellationToken);

    /// <summary>Returns how many jobs are due and for how long the oldest has been due, for each lane with due jobs.</summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The depths by lane.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<Dictionary<short, (long Depth, TimeSpan Oldest)>> DepthAsync(CancellationToken cancellationToken)
    {
        var lanes = await database.ExecuteAsync(
            new NpgsqlBatchCommand(DepthSql).With(MaxCounted),
            row => (Lane: row.GetInt16(0), Depth: row.GetInt64(1), Oldest: TimeSpan.FromSeconds(Math.Max(0, row.GetDouble(2)))),
            cancellationToken);
        return lanes.ToDictionary(lane => lane.Lane, lane => (lane.Depth, lane.Oldest));
    }

    /// <summary>Returns the jobs by kind.</summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>One line per kind.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public Task<List<QueueLine>> LinesAsync(CancellationToken cancellationToken) => database.ExecuteAsync(
        new NpgsqlBatchCommand(KindsSql).With(MaxCounted),
        row => new QueueLine(
            database.Name,
            row.GetString(0),
            row.GetInt16(1),
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetDateTime(5),
            row.GetInt32(6),
            row.Text(7)),
        cancellationToken);

    /// <summary>Returns the dead letters by kind.</summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>One line per kind.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public Task<List<DeadLetterSummary>> DeadLinesAsync(CancellationToken cancellationToken) => database.ExecuteAsync(
        new(DeadSql),
        row => new DeadLetterSummary(
            database.Name, row.GetString(0), row.GetInt16(1), row.GetInt64(2), row.GetDateTime(3), row.Text(4)),
        cancellationToken);

    /// <summary>Moves all dead letters back to the queue.</summary>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>How many jobs.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<long> ReplayAsync(CancellationToken cancellationToken)
    {
        var replayed = await database.ExecuteAsync(new(ReplaySql), row => row.GetInt64(0), cancellationToken);
        database.NotifyWorkers();
        return replayed[0];
    }
}

/// <summary>A kind of jobs in a database's queue.</summary>
/// <param name="Database">The database.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Lane">Their lane.</param>
/// <param name="Jobs">How many there are.</param>
/// <param name="Due">How many of them are due.</param>
/// <param name="Leased">How many of them are leased.</param>
/// <param name="Next">The earliest time at which one is, or was, due.</param>
/// <param name="Attempts">The highest number of attempts of one of them.</param>
/// <param name="LastError">The error of one of them; null: none failed.</param>
public sealed record QueueLine(
    string Database, string Kind, short Lane, long Jobs, long Due, long Leased, DateTime Next, int Attempts, string? LastError);

/// <summary>A kind of dead letters in a database.</summary>
/// <param name="Database">The database.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Lane">Their lane.</param>
/// <param name="Jobs">How many there are.</param>
/// <param name="Last">When the newest was added.</param>
/// <param name="LastError">The error of one of them.</param>
public sealed record DeadLetterSummary(string Database, string Kind, short Lane, long Jobs, DateTime Last, string? LastError);
