using System.Globalization;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>
/// The event log of each database, in the Redis server <c>freshness</c>, as used by writers. Every <see cref="FreshnessFollower"/>
/// reads the begins and ends of writes from it. Lost events cause additional reads of the primary, never stale ones.
/// </summary>
/// <remarks>
/// When Redis does not respond in time, BeginAsync, DropAsync, ForgetAsync and StatusAsync throw; ClaimAsync returns null, and PublishAsync
/// returns false.
/// </remarks>
public sealed partial class FreshnessLog(WriterConnection connection, IConfiguration configuration, ILogger<FreshnessLog> logger)
{
    private const int LsnLength = 16;
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(100);

    private TimeSpan _unpublishedWait;

    /// <summary>The publish/subscribe client.</summary>
    internal ISubscriber Subscriber => connection.Redis.GetSubscriber();

    /// <summary>The channel on which the last acknowledged event of a database is published.</summary>
    internal static RedisChannel Acknowledged(string database) => RedisChannel.Literal($"{Key(database)}:acknowledged");

    /// <summary>The channel on which a follower that was without a lease publishes its name.</summary>
    internal static RedisChannel Lapses(string database) => RedisChannel.Literal($"{Key(database)}:lapses");

    /// <summary>The channel on which writers publish "name:milliseconds" of their long waits.</summary>
    internal static RedisChannel Waits(string database) => RedisChannel.Literal($"{Key(database)}:waits");

    /// <summary>The stream of a database's events in an epoch.</summary>
    internal static RedisKey Events(string database, string epoch) => $"{Key(database)}:events:{epoch}";

    // One hash slot for all of a database.
    internal static RedisKey Key(string database) => $"{{{database}}}";

    internal static string FormatLsn(ulong lsn) => lsn.ToString("X16", CultureInfo.InvariantCulture);

    internal static ulong ParseLsn(ReadOnlySpan<char> text) =>
        ulong.Parse(text[^LsnLength..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Begins a write; null when Redis has no epoch of the database.</summary>
    internal async Task<(PendingWrite Write, bool IsAcknowledged)?> BeginAsync(string database, int[] slots)
    {
        var id = Guid.NewGuid().ToString("N");
        if ((RedisResult[]?)await RunAsync(FreshnessScripts.Begin, database, [id, string.Join(',', slots)])
            is not [var epoch, var sequence, var isAcknowledged]) return null;
        return (new(database, (string)epoch!, id, (long)sequence), (long)isAcknowledged == 1);
    }

    /// <summary>Ends a write. Calling it twice, late or in another epoch has no effect.</summary>
    /// <param name="write">The write.</param>
    /// <param name="commitLsn">Where the database's WAL ended after its commit; null when it certainly did not commit.</param>
    /// <returns>When Redis has it, or did not answer.</returns>
    public Task EndAsync(PendingWrite write, ulong? commitLsn)
    {
        ArgumentNullException.ThrowIfNull(write);
        return TryRunAsync(FreshnessScripts.End, write.Database, [write.Id, write.Epoch, commitLsn is { } lsn ? FormatLsn(lsn) : ""]);
    }

    /// <summary>
    /// Drops the followers that have not acknowledged an event; null when the log is another one.
    /// </summary>
    /// <returns>The last event that all have acknowledged, all that are dropped, and how many of them only now.</returns>
    internal async Task<(long Acknowledged, string[] Dropped, long New)?> DropAsync(string database, string epoch, long sequence) =>
        (RedisResult[]?)await RunAsync(FreshnessScripts.Drop, database, [epoch, sequence]) is [var acknowledged, var dropped, var isNew]
            ? ((long)acknowledged, (string[])dropped!, (long)isNew)
            : null;

    /// <summary>Forgets dropped followers, whose leases have ended; null when the log is another one.</summary>
    internal async Task<long?> ForgetAsync(string database, string epoch, string[] followers) =>
        (long?)await RunAsync(FreshnessScripts.Forget, database, [epoch, .. followers.Select(follower => (RedisValue)follower)]);

    /// <summary>The state of a database's epoch; null when Redis has none.</summary>
    /// <param name="database">The database.</param>
    /// <returns>The state.</returns>
    /// <exception cref="Exception">
    /// Redis does not answer: an exception for which <see cref="RedisCircuitBreaker.IsUnavailable"/> is true.
    /// </exception>
    public async Task<LogStatus?> StatusAsync(string database)
    {
        if ((RedisResult[]?)await RunAsync(FreshnessScripts.Status, database, [])
            is not [var epoch, var age, var end, var followers, var dropped]) return null;
        return new(
            (string)epoch!,
            TimeSpan.FromMilliseconds((long)age),
            [.. FollowerStatus.Read(followers, (long)end, isDropped: false), .. FollowerStatus.Read(dropped, (long)end, isDropped: true)]);
    }

    /// <summary>Withdraws the epoch of a database: no write begins and no follower joins until a new one is published.</summary>
    /// <param name="database">The database.</param>
    /// <param name="respect">For how long an earlier claim, of a server that may be about to publish, is respected.</param>
    /// <returns>The claim that <see cref="PublishAsync"/> needs; null when Redis does not answer or respects another one.</returns>
    public async Task<EpochClaim?> ClaimAsync(string database, TimeSpan respect)
    {
        var id = Guid.NewGuid().ToString("N");
        return (RedisResult[]?)await TryRunAsync(FreshnessScripts.Claim, database, [id, (long)respect.TotalMilliseconds]) switch
        {
            [var incarnation, var epoch, var sequence] => new(id, (string)incarnation!, (string)epoch!, (long)sequence),
            [var incarnation] => new(id, (string)incarnation!, Withdrawn: null, 0),
            _ => null,
        };
    }

    /// <summary>
    /// Publishes how long a write waited before it could be sent, if that is long, for monitoring. A wait that Redis cannot receive now is
    /// published with the next one.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="wait">The wait for followers, for a new epoch, and for the bypass.</param>
    public void PublishWait(string database, TimeSpan wait)
    {
        if (wait < LongWait) return;
        if (!connection.Redis.IsConnected)
        {
            if (wait > _unpublishedWait) _unpublishedWait = wait;
            return;
        }

        Publish(database, wait);
        if (_unpublishedWait > TimeSpan.Zero) Publish(database, _unpublishedWait);
        _unpublishedWait = TimeSpan.Zero;
    }

    /// <summary>Publishes an epoch, unless another server has claimed the database since.</summary>
    /// <param name="database">The database.</param>
    /// <param name="claim">What <see cref="ClaimAsync"/> returned.</param>
    /// <param name="epoch">The epoch that the database's own row holds since then.</param>
    /// <param name="baseLsn">Where the WAL ended after that row was committed.</param>
    /// <returns>Whether it is published.</returns>
    public async Task<bool> PublishAsync(string database, EpochClaim claim, string epoch, ulong baseLsn)
    {
        ArgumentNullException.ThrowIfNull(claim);
        RedisValue[] values = [claim.Id, claim.Incarnation, epoch, FormatLsn(baseLsn)];
        return (bool?)await TryRunAsync(FreshnessScripts.Publish, database, values) is true;
    }

    private void Publish(string database, TimeSpan wait) =>
        Subscriber.Publish(
            Waits(database),
            string.Create(CultureInfo.InvariantCulture, $"{configuration["OTEL_SERVICE_NAME"]}:{(long)wait.TotalMilliseconds}"),
            CommandFlags.FireAndForget);

    private async Task<RedisResult?> RunAsync(string script, string database, RedisValue[] values) =>
        await connection.Redis.GetDatabase().ScriptEvaluateAsync(script, [Key(database)], values) is { IsNull: false } result
            ? result
            : null;

    private async Task<RedisResult?> TryRunAsync(string script, string database, RedisValue[] values)
    {
        try
        {
            return await RunAsync(script, database, values);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            LogUnavailable(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Redis 'freshness' does not answer: {Reason}")]
    private partial void LogUnavailable(string reason);
}

/// <summary>A claim to begin a new epoch of a database.</summary>
/// <param name="Id">Its id; a later claim replaces it.</param>
/// <param name="Incarnation">The run of the Redis server in which it was made.</param>
/// <param name="Withdrawn">The epoch that it withdrew; null when there was none.</param>
/// <param name="Sequence">The event of the withdrawal in that epoch's log.</param>
public sealed record EpochClaim(string Id, string Incarnation, string? Withdrawn, long Sequence);

/// <summary>The state of a database's event log.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="OldestWrite">How long the oldest unfinished write has lasted.</param>
/// <param name="Followers">The followers that writers wait for.</param>
public sealed record LogStatus(string Epoch, TimeSpan OldestWrite, IReadOnlyList<FollowerStatus> Followers);

/// <summary>A follower of a database's event log, as Redis knows it.</summary>
/// <param name="Name">The name of its process.</param>
/// <param name="Lag">How many events it has not acknowledged; the end of a write is acknowledged with the next begin or renewal.</param>
/// <param name="IsDropped">Whether it was dropped because a writer waited for it until a timeout.</param>
public sealed record FollowerStatus(string Name, long Lag, bool IsDropped)
{
    internal static IEnumerable<FollowerStatus> Read(RedisResult followers, long end, bool isDropped) =>
        ((string[])followers!).Chunk(2).Select(pair => new FollowerStatus(
            NameOf(pair[0]), end - long.Parse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture), isDropped));

    /// <summary>The name of the process in a follower's id.</summary>
    internal static string NameOf(string id) => id[..Math.Max(0, id.LastIndexOf(':'))];
}
