using Conduit.Data.Schema;

namespace Conduit.Worker.Schema;

/// <summary>Where nothing runs <c>migrate</c> first, the worker migrates when it starts; the other services wait for the schema.</summary>
internal sealed partial class MigrationAtStart(Migrator migrator, ILogger<MigrationAtStart> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await migrator.MigrateAsync(LogProgress, stoppingToken);
                return;
            }
            catch (MigrationException e)
            {
                LogFailure(e.Message);
                await Task.Delay(RetryDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Progress}")]
    private partial void LogProgress(string progress);

    [LoggerMessage(LogLevel.Error, "Migration failed; retrying: {Reason}")]
    private partial void LogFailure(string reason);
}
