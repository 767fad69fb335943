using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>
/// Notifies the workers after a commit. A NOTIFY within the transaction would hold a lock of the whole server until the standby has
/// confirmed the commit, so all writes would queue. A lost notification delays a job by at most the polling interval.
/// </summary>
public sealed partial class JobNotifier(ILogger<JobNotifier> logger) : BackgroundService
{
    /// <summary>The channel on which workers listen.</summary>
    public const string Channel = "jobs";

    private readonly Channel<NpgsqlDataSource> _pending = System.Threading.Channels.Channel.CreateUnbounded<NpgsqlDataSource>();
    private readonly ConcurrentDictionary<NpgsqlDataSource, bool> _waiting = [];

    /// <summary>Notifies the workers that the database has a new job. Several calls in short succession cause one notification.</summary>
    public void Notify(NpgsqlDataSource database)
    {
        if (_waiting.TryAdd(database, true)) _pending.Writer.TryWrite(database);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var database in _pending.Reader.ReadAllAsync(stoppingToken))
        {
            _waiting.TryRemove(database, out _);
            try
            {
                await using var command = database.CreateCommand($"notify {Channel}");
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogLost(e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "Notifying the workers failed; they will find the job by polling: {Reason}")]
    private partial void LogLost(string reason);
}
