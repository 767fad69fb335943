using Conduit.MediaService.Database;
using Conduit.MediaService.Jobs;
using Conduit.MediaService.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.MediaService.Removal;

/// <summary>Deletes pictures that nothing has used for a while.</summary>
internal sealed partial class OrphanService(
    RemovalTable removals, JobQueue jobs, SchemaService schema, IOptionsMonitor<MediaOptions> options, ILogger<OrphanService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Ready.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                SpooledFile.DeleteAbandoned();
                if (!options.CurrentValue.ReadOnly) await DeleteAllAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException or IOException)
            {
                if (!stoppingToken.IsCancellationRequested) LogFailed(e.Message);
            }

            await Task.Delay(options.CurrentValue.OrphanInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeleteAllAsync(CancellationToken cancellationToken)
    {
        while (await removals.DeleteOrphansAsync(options.CurrentValue.OrphanAge, cancellationToken) is var count and > 0)
        {
            LogDeleted(count);
            jobs.Wake();
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} pictures that nothing uses were deleted")]
    private partial void LogDeleted(int count);

    [LoggerMessage(LogLevel.Warning, "Unused pictures could not be looked for; trying again at the next interval: {Reason}")]
    private partial void LogFailed(string reason);
}
