using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Schema;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Works on every lane of every database concurrently, so an unavailable database does not delay the jobs of others.</summary>
internal sealed class JobService(
    Databases databases,
    SchemaMonitor schema,
    JobHandlers handlers,
    JobRun run,
    Schedules schedules,
    JobSwitch pause,
    JobOptions options,
    ILoggerFactory loggers) : BackgroundService
{
    private readonly string _worker = $"{Environment.MachineName}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (schema.WaitingFor is not null) await Task.Delay(100, stoppingToken);
        await Task.WhenAll(databases.All.Select(database => WorkAsync(database, stoppingToken)));
    }

    private async Task WorkAsync(Database database, CancellationToken cancellationToken)
    {
        QueueWorker[] lanes = [.. JobLane.All.Select(lane => NewLane(database, lane))];
        var listener = new PostgresListener(database, JobNotifier.Channel, loggers.CreateLogger<PostgresListener>());
        await Task.WhenAll(
        [
            listener.ListenAsync(_ => Array.ForEach(lanes, lane => lane.Wake()), cancellationToken),
            ScheduleAsync(database, cancellationToken),
            .. lanes.Select(lane => lane.RunAsync(cancellationToken)),
        ]);
        foreach (var lane in lanes) lane.Dispose();
    }

    private QueueWorker NewLane(Database database, short lane) =>
        new(new JobLeaseStore(database, lane, _worker), run, pause, options, loggers.CreateLogger<QueueWorker>());

    private async Task ScheduleAsync(Database database, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await schedules.EnsureAsync(database, handlers.Recurring, cancellationToken);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                await Task.Delay(options.PollInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
