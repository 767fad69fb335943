using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data;

/// <summary>Hears what is said on a channel of a database's primary, over a connection of its own. What is said while there is none is not heard.</summary>
/// <param name="database">The database.</param>
/// <param name="channel">The channel.</param>
/// <param name="logger">Where it says that it cannot hear.</param>
public sealed partial class PostgresListener(Database database, string channel, ILogger<PostgresListener> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Listens until it is told to stop; connects again by itself.</summary>
    /// <param name="heard">Gets what was said; must not wait for anything.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>When it has ended.</returns>
    public async Task ListenAsync(Action<string> heard, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.Primary.OpenConnectionAsync(stop);
                connection.Notification += (_, said) => heard(said.Payload);
                await using (var listen = new NpgsqlCommand($"listen {channel}", connection)) await listen.ExecuteNonQueryAsync(stop);
                while (true) await connection.WaitAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogDeaf(channel, database.Name, e.Message);
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot hear what is said on the channel {Channel} of {Database}, trying on: {Reason}")]
    private partial void LogDeaf(string channel, string database, string reason);
}
