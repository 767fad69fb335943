using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>
/// Wakes the workers after a commit. Not by a NOTIFY within the transaction: that takes one lock for the whole server until the commit, the
/// standby's answer included, and so would make all writes queue. A ring that gets lost costs a worker's polling interval, no more.
/// </summary>
public sealed partial class JobNotifier(ILogger<JobNotifier> logger) : BackgroundService
{
    /// <summary>The channel on which workers listen.</summary>
    public const string Channel = "jobs";

    private readonly Channel<NpgsqlDataSource> _rung = System.Threading.Channels.Channel.CreateUnbounded<NpgsqlDataSource>();
    private readonly ConcurrentDictionary<NpgsqlDataSource, bool> _waiting = [];

    /// <summary>Says that the database has a new job. Many rings at once are one.</summary>
    public void Ring(NpgsqlDataSource database)
    {
        if (_waiting.TryAdd(database, true)) _rung.Writer.TryWrite(database);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var database in _rung.Reader.ReadAllAsync(stoppingToken))
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

    [LoggerMessage(LogLevel.Debug, "Workers were not woken, they will see by themselves: {Reason}")]
    private partial void LogLost(string reason);
}
