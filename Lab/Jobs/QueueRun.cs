using System.Globalization;
using Conduit.Lab.Baseline;
using HdrHistogram;
using Npgsql;

namespace Conduit.Lab.Jobs;

/// <summary>Measures empty jobs in the queue with the worker, and in a simple loop: at full load, then at half that rate.</summary>
internal sealed class QueueRun(BaselineDatabases databases, JobsOptions options, CancellationToken cancellationToken)
{
    private const string Channel = "lab_jobs";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly LongHistogram _waits = Load.Recorder.NewHistogram();

    public async Task RunAsync()
    {
        await OnEachAsync("drop table if exists lab_jobs; create table lab_jobs (like jobs including all)");
        try
        {
            Console.WriteLine("\njobs that do nothing      jobs/s   ratio   start at half load: p50 ms   p99 ms");
            var baseline = await WithLoopAsync(() => MeasureAsync(QueueSide.Baseline));
            Print(QueueSide.Baseline, baseline, baseline.Rate);
            await using var listener = new ProbeListener(databases, Channel, Add);
            Print(QueueSide.Queue, await MeasureAsync(QueueSide.Queue), baseline.Rate);
            await ChurnAsync();
        }
        finally
        {
            await OnEachAsync("drop table lab_jobs");
        }
    }

    private static void Print(QueueSide side, (double Rate, double P50, double P99) measured, double baseline)
    {
        var ratio = measured.Rate / baseline;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{side.Name,-20} {measured.Rate,11:N0}  {ratio,6:0.00}  {measured.P50,26:0.0}  {measured.P99,7:0.0}"));
    }

    private async Task<(double Rate, double P50, double P99)> MeasureAsync(QueueSide side)
    {
        // The first run warms up.
        await SaturateAsync(side);
        var rate = await SaturateAsync(side);
        var (p50, p99) = await AtHalfLoadAsync(side, rate / 2);
        return (rate, p50, p99);
    }

    /// <summary>Jobs a second, from the first enqueued to the last completed.</summary>
    private async Task<double> SaturateAsync(QueueSide side)
    {
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(databases.Shards.Select(async shard =>
        {
            for (var enqueued = 0; enqueued < options.Jobs; enqueued += QueueSide.Batch)
                await side.EnqueueAsync(shard, Math.Min(QueueSide.Batch, options.Jobs - enqueued), channel: null);
            await side.WaitUntilEmptyAsync(shard, cancellationToken);
        }));
        return databases.Shards.Count * options.Jobs / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The time from the beginning of the transaction that enqueues a job to the start of the job.</summary>
    private async Task<(double P50, double P99)> AtHalfLoadAsync(QueueSide side, double rate)
    {
        lock (_waits) _waits.Reset();
        var batch = Math.Max(1, (int)(rate / databases.Shards.Count * Interval.TotalSeconds));
        await Task.WhenAll(databases.Shards.Select(async shard =>
        {
            using var timer = new PeriodicTimer(Interval);
            var start = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(start) < options.Time && await timer.WaitForNextTickAsync(cancellationToken))
                await side.EnqueueAsync(shard, batch, Channel);
            await side.WaitUntilEmptyAsync(shard, cancellationToken);
        }));
        // The last notifications arrive after the jobs are completed.
        await Task.Delay(Interval * 5, cancellationToken);
        lock (_waits)
        {
            return _waits.TotalCount == 0
                ? throw new LabException("No probe job has reported its start: does the worker run?")
                : (_waits.GetValueAtPercentile(50) / 1000.0, _waits.GetValueAtPercentile(99) / 1000.0);
        }
    }

    private async Task<T> WithLoopAsync<T>(Func<Task<T>> act)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = databases.Shards
            .Select(shard => Task.Run(() => QueueSide.LoopAsync(shard, AddProbe, stop.Token), cancellationToken))
            .ToList();
        try
        {
            return await act();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(loops);
        }
    }

    private async Task ChurnAsync()
    {
        if (options.ChurnMinutes == 0) return;
        Console.WriteLine("\nminute      jobs/s   jobs tables on disk");
        for (var minute = 1; minute <= options.ChurnMinutes; minute++)
        {
            var (start, rates) = (TimeProvider.System.GetTimestamp(), new List<double>());
            while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1))
                rates.Add(await SaturateAsync(QueueSide.Queue));
            var sizes = await Task.WhenAll(databases.Shards.Select(SizeAsync));
            var size = sizes.Sum();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{minute,6} {rates.Average(),11:N0}  {size / 1024,10:N0} kB"));
        }
    }

    private static Task<long> SizeAsync(NpgsqlDataSource shard) =>
        shard.RowAsync("select pg_total_relation_size('jobs')", row => row.GetInt64(0));

    // Only the first job of a batch has a channel, and counts as a probe.
    private void AddProbe(string? channel, TimeSpan wait)
    {
        if (channel is not null) Add(wait);
    }

    private void Add(TimeSpan wait)
    {
        lock (_waits) _waits.RecordValue(Math.Max(1, (long)wait.TotalMicroseconds));
    }

    private async Task OnEachAsync(string sql)
    {
        foreach (var shard in databases.Shards)
        {
            await using var command = shard.CreateCommand(sql);
            try
            {
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException cause)
            {
                throw new LabException($"The baseline needs the right to create a table in each shard: {cause.Message}", cause);
            }
        }
    }
}
