using System.Collections.Concurrent;
using System.Threading.Channels;
using Conduit.Data;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Users.Sessions;

/// <summary>
/// Records, once an hour, that a session was used. It only informs users, so a lost record does no harm and no request waits for one.
/// </summary>
internal sealed partial class SessionActivity(Databases databases, TimeProvider time, ILogger<SessionActivity> logger) : BackgroundService
{
    private const int QueueLimit = 10_000;
    private const int MaxSessionsPerHour = 1_000_000;

    private const string RecordSql = """
        -- sessions used
        update sessions set last_seen_at = date_trunc('hour', now()) where id = any ($1) and last_seen_at < date_trunc('hour', now())
        """;

    private readonly Channel<long> _used =
        Channel.CreateBounded<long>(new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.DropWrite });
    private Hour _hour = new(-1);

    public void Note(long session)
    {
        var hour = _hour;
        var now = time.GetUtcNow().ToUnixTimeSeconds() / 3600;
        if (hour.Number != now) _hour = hour = new(now);
        if (hour.Sessions.ContainsKey(session) || hour.Sessions.Count >= MaxSessionsPerHour) return;
        if (hour.Sessions.TryAdd(session, 0)) _used.Writer.TryWrite(session);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<long>();
        while (await _used.Reader.WaitToReadAsync(stoppingToken))
        {
            batch.Clear();
            while (batch.Count < 1000 && _used.Reader.TryRead(out var session)) batch.Add(session);
            try
            {
                await databases.Accounts.ExecuteAsync(new NpgsqlBatchCommand(RecordSql).With(batch.ToArray()), stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogLost(logger, batch.Count, e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "The last use of {Count} sessions was not recorded in this hour: {Reason}")]
    private static partial void LogLost(ILogger logger, int count, string reason);

    private sealed record Hour(long Number)
    {
        public ConcurrentDictionary<long, byte> Sessions { get; } = [];
    }
}
