using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Schema;
using Microsoft.Extensions.Options;

namespace Conduit.Worker.Jobs;

/// <summary>Works on every database's jobs side by side, so that one database that is away keeps no other's jobs waiting.</summary>
internal sealed class JobService(Databases databases, SchemaWatch schema, JobHandlers handlers, IOptions<JobOptions> options, ILoggerFactory loggers) : BackgroundService
{
    private readonly string _worker = $"{Environment.MachineName}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (schema.WaitingFor is not null) await Task.Delay(100, stoppingToken);
        await Task.WhenAll(databases.All.Select(database => WorkAsync(database, stoppingToken)));
    }

    private async Task WorkAsync(Database database, CancellationToken stop)
    {
        using var bell = new JobListener(database, loggers.CreateLogger<JobListener>());
        var loop = new JobLoop(new DueJobs(database, _worker), bell, handlers, options.Value, loggers.CreateLogger<JobLoop>());
        await Task.WhenAll(bell.ListenAsync(stop), loop.RunAsync(stop));
    }
}
