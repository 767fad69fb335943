using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data;

/// <summary>
/// Listens to a channel of a database's primary over a connection of its own. Notifications sent while it is not connected are lost.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="channel">The channel.</param>
/// <param name="logger">The log.</param>
public sealed partial class PostgresListener(Database database, string channel, ILogger<PostgresListener> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Listens until it is cancelled; reconnects by itself.</summary>
    /// <param name="received">Called with the payload of each notification; must not block.</param>
    /// <param name="cancellationToken">Stops listening.</param>
    /// <returns>A task that completes when it has stopped.</returns>
    public async Task ListenAsync(Action<string> received, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.Primary.OpenConnectionAsync(cancellationToken);
                connection.Notification += (_, notification) => received(notification.Payload);
                await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
                    await listen.ExecuteNonQueryAsync(cancellationToken);
                while (true) await connection.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogLost(channel, database.Name, e.Message);
                await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "LISTEN connection for channel {Channel} of {Database} lost; reconnecting: {Reason}")]
    private partial void LogLost(string channel, string database, string reason);
}
