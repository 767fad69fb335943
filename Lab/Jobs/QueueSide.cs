using System.Globalization;
using Conduit.Data.Jobs;
using Conduit.Lab.Baseline;
using Npgsql;

namespace Conduit.Lab.Jobs;

/// <summary>A table of jobs, and who does them.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Table">The table.</param>
internal sealed record QueueSide(string Name, string Table)
{
    public const int Batch = 64;

    public static readonly QueueSide Queue = new("queue and worker", "jobs");
    public static readonly QueueSide Baseline = new("bare loop", "lab_jobs");

    // As a change enqueues its job.
    private string EnqueueSql => $"""
        insert into {Table} (kind, lane, payload, trace_parent)
        select '{JobKinds.Probe}', {JobLane.Interactive}, jsonb_build_object('channel', case when number = 1 then $2 end), null from generate_series(1, $1) number
        """;

    private string LeftSql => $"select count(*) from (select from {Table} where kind = '{JobKinds.Probe}' limit 1) one";

    /// <summary>
    /// Enqueues some jobs in one commit, and wakes whoever does them; the first of them tells on a channel when it is begun.
    /// </summary>
    public async Task EnqueueAsync(NpgsqlDataSource shard, int count, string? channel)
    {
        await using var command = shard.CreateCommand(EnqueueSql);
        command.Parameters.Add(Statement.Value(count));
        command.Parameters.Add(new NpgsqlParameter { Value = channel ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync();
        await using var bell = shard.CreateCommand($"notify {JobNotifier.Channel}");
        await bell.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until nothing is left to do.</summary>
    public async Task DoneAsync(NpgsqlDataSource shard, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await shard.RowAsync(LeftSql, row => row.GetInt64(0)) > 0)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMinutes(2)) throw new LabException($"Jobs of {Table} are not done after two minutes: does the worker run?");
            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>The bare loop: takes a batch of jobs and has deleted them with it.</summary>
    public static async Task LoopAsync(NpgsqlDataSource shard, Action<string?, TimeSpan> begin, CancellationToken stop)
    {
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            delete from {Baseline.Table} where id in (
                select id from {Baseline.Table} where lane = {JobLane.Interactive} and run_at <= now() order by run_at limit {Batch} for update skip locked)
            returning payload->>'channel', created_at
            """);
        await using var connection = await shard.OpenConnectionAsync(stop);
        // As little is waited for the disk as by the queue.
        await using (var hasty = new NpgsqlCommand("set synchronous_commit = off", connection)) await hasty.ExecuteNonQueryAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync(stop);
        while (!stop.IsCancellationRequested)
        {
            var taken = 0;
            await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
            {
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    begin(reader.IsDBNull(0) ? null : reader.GetString(0), DateTime.UtcNow - reader.GetDateTime(1));
                    taken++;
                }
            }

            if (taken == 0) await Task.Delay(1, CancellationToken.None);
        }

        await using var usual = new NpgsqlCommand("reset synchronous_commit", connection);
        await usual.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
