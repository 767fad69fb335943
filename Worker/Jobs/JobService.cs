using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Schema;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Works on every lane of every database side by side, so that one database that is away keeps no other's jobs waiting.</summary>
internal sealed class JobService(
    Databases databases, SchemaMonitor schema, JobHandlers handlers, JobRun run, Schedules schedules, JobSwitch pause, JobOptions options, ILoggerFactory loggers) : BackgroundService
{
    private readonly string _worker = $"{Environment.MachineName}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (schema.WaitingFor is not null) await Task.Delay(100, stoppingToken);
        await Task.WhenAll(databases.All.Select(database => WorkAsync(database, stoppingToken)));
    }

    private async Task WorkAsync(Database database, CancellationToken stop)
    {
        QueueWorker[] lanes = [.. JobLane.All.Select(lane => new QueueWorker(new JobLeaseStore(database, lane, _worker), run, pause, options, loggers.CreateLogger<QueueWorker>()))];
        var bell = new PostgresListener(database, JobNotifier.Channel, loggers.CreateLogger<PostgresListener>());
        await Task.WhenAll([bell.ListenAsync(_ => Array.ForEach(lanes, lane => lane.Wake()), stop), ScheduleAsync(database, stop), .. lanes.Select(lane => lane.RunAsync(stop))]);
        foreach (var lane in lanes) lane.Dispose();
    }

    private async Task ScheduleAsync(Database database, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await schedules.EnsureAsync(database, handlers.Recurring, stop);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.Delay(options.Poll, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
