using Conduit.Data;
using Conduit.Data.Jobs;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Hears when a database gets a job.</summary>
internal sealed partial class JobListener(Database database, ILogger<JobListener> logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _rung = new(0, 1);

    /// <summary>Returns when the bell rings, and at the latest after the time given.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken stop) => _rung.WaitAsync(atMost, stop);

    public async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.Primary.OpenConnectionAsync(stop);
                connection.Notification += (_, _) => Ring();
                await using (var listen = new NpgsqlCommand($"listen {JobBell.Channel}", connection)) await listen.ExecuteNonQueryAsync(stop);
                while (true) await connection.WaitAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogDeaf(database.Name, e.Message);
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public void Dispose() => _rung.Dispose();

    private void Ring()
    {
        try
        {
            if (_rung.CurrentCount == 0) _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Rung by another notification in between: once is enough.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot listen for jobs of {Database}, polling goes on: {Reason}")]
    private partial void LogDeaf(string database, string reason);
}
