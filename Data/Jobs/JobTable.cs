using System.Diagnostics;
using System.Text.Json;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>
/// A database's jobs as they are called for and looked at from outside. What a change calls for comes with the change:
/// <see cref="JobSql"/>.
/// </summary>
/// <param name="database">The database.</param>
public sealed class JobTable(Database database)
{
    // Counting goes no further: a queue that long is told as well by its beginning.
    private const int MostCounted = 100_000;

    private const string EnqueueSql = """
        -- job enqueued
        insert into jobs (kind, lane, payload, key, run_at, trace_parent) values ($1, $2, $3::jsonb, $4, $5, $6)
        on conflict (key) where key is not null do update set run_at = least(jobs.run_at, excluded.run_at)
        """;

    private const string DepthSql = """
        -- jobs waiting
        select lane, count(*), coalesce(extract(epoch from now() - min(run_at)), 0)::float8
        from (select lane, run_at from jobs where run_at <= now() limit $1) due group by lane
        """;

    private const string KindsSql = """
        -- jobs by kind
        select kind, lane, count(*), count(*) filter (where run_at <= now()), count(*) filter (where leased_until > now()), min(run_at), max(attempts), max(last_error)
        from (select * from jobs limit $1) counted group by 1, 2 order by 1, 2
        """;

    private const string DeadSql = "-- dead jobs\nselect kind, lane, count(*), max(died_at), max(last_error) from dead_jobs group by 1, 2 order by 1, 2";

    private const string ReplaySql = """
        -- dead jobs replayed
        with raised as (delete from dead_jobs returning *), queued as (
            insert into jobs (id, kind, lane, payload, trace_parent, created_at, last_error)
            select id, kind, lane, payload, trace_parent, created_at, last_error from raised
            returning true
        )
        select count(*) from queued
        """;

    /// <summary>
    /// Calls for a job that no change calls for. Is there one with its key, it stays one, due at the earlier of both times.
    /// </summary>
    /// <typeparam name="T">The type of what it needs.</typeparam>
    /// <param name="kind">Its kind.</param>
    /// <param name="payload">What it needs.</param>
    /// <param name="lane">Its lane, one of <see cref="JobLane"/>.</param>
    /// <param name="key">Its key; null: none.</param>
    /// <param name="runAt">When it is due, UTC; null: now.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>When it is written.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task EnqueueAsync<T>(string kind, T payload, short lane, string? key, DateTime? runAt, CancellationToken cancellationToken)
    {
        await using var batch = database.Primary.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EnqueueSql)
            .With(kind).With(lane).With(JsonSerializer.Serialize(payload, JobJson.Options)).WithText(key).With(runAt ?? DateTime.UtcNow).WithText(Activity.Current?.Id));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>How many jobs are due, and for how long the oldest has been, a lane that has any.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>By lane.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<Dictionary<short, (long Depth, TimeSpan Oldest)>> DepthAsync(CancellationToken cancellationToken) =>
        (await RowsAsync(new NpgsqlBatchCommand(DepthSql).With(MostCounted), row => (Lane: row.GetInt16(0), Depth: row.GetInt64(1), Oldest: TimeSpan.FromSeconds(Math.Max(0, row.GetDouble(2)))), cancellationToken))
        .ToDictionary(lane => lane.Lane, lane => (lane.Depth, lane.Oldest));

    /// <summary>What there is to do, by kind.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A line a kind.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public Task<List<QueueLine>> LinesAsync(CancellationToken cancellationToken) => RowsAsync(
        new NpgsqlBatchCommand(KindsSql).With(MostCounted),
        row => new QueueLine(database.Name, row.GetString(0), row.GetInt16(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetDateTime(5), row.GetInt32(6), row.Text(7)),
        cancellationToken);

    /// <summary>What was given up, by kind.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A line a kind.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public Task<List<DeadLetterSummary>> DeadLinesAsync(CancellationToken cancellationToken) => RowsAsync(
        new(DeadSql), row => new DeadLetterSummary(database.Name, row.GetString(0), row.GetInt16(1), row.GetInt64(2), row.GetDateTime(3), row.Text(4)), cancellationToken);

    /// <summary>Has everything that was given up tried again.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many jobs.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<long> ReplayAsync(CancellationToken cancellationToken) => (await RowsAsync(new(ReplaySql), row => row.GetInt64(0), cancellationToken))[0];

    private async Task<List<T>> RowsAsync<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var batch = database.Primary.CreateBatch();
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.RowsAsync(read, cancellationToken);
    }
}

/// <summary>A kind of jobs in a database's queue.</summary>
/// <param name="Database">The database.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Lane">Their lane.</param>
/// <param name="Jobs">How many there are.</param>
/// <param name="Due">How many of them are due.</param>
/// <param name="Taken">How many of them a worker has.</param>
/// <param name="Next">The earliest time at which one is, or was, due.</param>
/// <param name="Attempts">How often one was tried at most.</param>
/// <param name="LastError">Why one failed last; null: none did.</param>
public sealed record QueueLine(string Database, string Kind, short Lane, long Jobs, long Due, long Taken, DateTime Next, int Attempts, string? LastError);

/// <summary>A kind of jobs that a database's workers gave up.</summary>
/// <param name="Database">The database.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Lane">Their lane.</param>
/// <param name="Jobs">How many there are.</param>
/// <param name="Last">When the last was given up.</param>
/// <param name="LastError">Why one failed last.</param>
public sealed record DeadLetterSummary(string Database, string Kind, short Lane, long Jobs, DateTime Last, string? LastError);
