using System.Globalization;
using Conduit.Data.Jobs;
using Conduit.Lab.Baseline;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Lab.Jobs;

/// <summary>A table of jobs, and the consumer that executes them.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Table">The database table.</param>
internal sealed record QueueSide(string Name, string Table)
{
    public const int Batch = 64;

    public static readonly QueueSide Queue = new("queue and worker", "jobs");
    public static readonly QueueSide Baseline = new("bare loop", "lab_jobs");

    // The same statement as a write uses to enqueue its job.
    private string EnqueueSql => $"""
        insert into {Table} (kind, lane, payload, trace_parent)
        select '{JobKinds.Probe}', {JobLane.Interactive}, jsonb_build_object('channel', case when number = 1 then $2 end), null
        from generate_series(1, $1) number
        """;

    private string RemainingSql => $"select count(*) from (select from {Table} where kind = '{JobKinds.Probe}' limit 1) one";

    /// <summary>
    /// Enqueues jobs in one commit, and notifies the consumer; the first job reports its start on the channel.
    /// </summary>
    public async Task EnqueueAsync(NpgsqlDataSource shard, int count, string? channel)
    {
        await using var command = shard.CreateCommand(EnqueueSql);
        command.Parameters.Add(Statement.Value(count));
        command.Parameters.Add(new NpgsqlParameter { Value = channel ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync();
        await using var notify = shard.CreateCommand($"notify {JobNotifier.Channel}");
        await notify.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until all jobs are completed.</summary>
    public async Task WaitUntilEmptyAsync(NpgsqlDataSource shard, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await shard.RowAsync(RemainingSql, row => row.GetInt64(0)) > 0)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMinutes(2))
                throw new LabException($"Jobs of {Table} are not completed after two minutes: does the worker run?");
            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>The baseline: a loop that deletes a batch of jobs and counts them as completed.</summary>
    public static async Task LoopAsync(NpgsqlDataSource shard, Action<string?, TimeSpan> onStart, CancellationToken cancellationToken)
    {
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            delete from {Baseline.Table} where id in (
                select id from {Baseline.Table} where lane = {JobLane.Interactive} and run_at <= now()
                order by run_at limit {Batch} for update skip locked)
            returning payload->>'channel', created_at
            """);
        await using var connection = await shard.OpenConnectionAsync(cancellationToken);
        // The queue does not wait for the disk either.
        await using (var asynchronous = new NpgsqlCommand("set synchronous_commit = off", connection))
            await asynchronous.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            var taken = 0;
            await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
            {
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    onStart(reader.IsDBNull(0) ? null : reader.GetString(0), DateTime.UtcNow - reader.GetDateTime(1));
                    taken++;
                }
            }

            if (taken == 0) await Task.Delay(1, CancellationToken.None);
        }

        await using var reset = new NpgsqlCommand("reset synchronous_commit", connection);
        await reset.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
