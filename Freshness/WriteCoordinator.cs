using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Freshness;

/// <summary>
/// Lets a write begin only when every follower with a lease knows of it. A follower that does not acknowledge in time is dropped: its
/// renewals are refused, and when its lease must have ended it is forgotten.
/// </summary>
public partial class WriteCoordinator(FreshnessLog log, IOptions<FreshnessOptions> options, ILogger<WriteCoordinator> logger)
{
    // A follower is dropped and forgotten in little more than a lease; a longer wait means that Redis comes and goes.
    private const int MaxDrops = 5;

    private readonly ConcurrentDictionary<string, AcknowledgedPosition> _acknowledged = [];
    private readonly FreshnessOptions _options = options.Value;

    /// <summary>
    /// Whether writes wait for acknowledgements. Only a measurement of what the waiting costs does not: it makes stale answers possible.
    /// </summary>
    protected virtual bool Waits => true;

    /// <summary>Begins a write.</summary>
    /// <param name="database">The database.</param>
    /// <param name="slots">The slots of all tags that it invalidates.</param>
    /// <returns>The write; null when Redis does not answer or has no epoch of the database.</returns>
    public async Task<PendingWrite?> BeginAsync(string database, int[] slots)
    {
        // Before it begins, so that no message is missed.
        var acknowledged = await SubscribeAsync(database);
        if (await log.BeginAsync(database, slots) is not var (write, isAcknowledged)) return null;
        var began = Stopwatch.GetTimestamp();
        if (!isAcknowledged && Waits && !await WaitAsync(acknowledged, database, write.Epoch, write.Position)) return null;
        Telemetry.RecordAcknowledged(database, Stopwatch.GetElapsedTime(began));
        return write;
    }

    /// <summary>Waits until every follower with a lease knows that the epoch was withdrawn.</summary>
    /// <param name="database">The database.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="position">The position of its withdrawal.</param>
    /// <returns>Whether that is certain.</returns>
    public async Task<bool> WithdrawnAsync(string database, string epoch, long position) =>
        await WaitAsync(await SubscribeAsync(database), database, epoch, position);

    /// <summary>Subscribes to the acknowledgements of a database before its first write, which would have to wait for that else.</summary>
    /// <param name="database">The database.</param>
    /// <returns>When it is subscribed, or Redis did not answer.</returns>
    public async ValueTask PrepareAsync(string database) => await SubscribeAsync(database);

    private async Task<bool> WaitAsync(AcknowledgedPosition acknowledged, string database, string epoch, long position)
    {
        var waiting = acknowledged.WaitAsync(epoch, position);
        if (await IsDoneAsync(waiting, _options.AcknowledgeTimeout)) return true;
        try
        {
            for (var drops = 0; drops < MaxDrops; drops++)
            {
                if (await log.DropAsync(database, epoch, position) is not var (reached, dropped, added)) return false;
                Telemetry.CountDrops(database, added);
                acknowledged.Advance(epoch, reached);
                if (waiting.IsCompleted) return true;
                LogDropped(string.Join(", ", dropped.Select(FollowerStatus.NameOf)), database, _options.LeaseEnd.TotalSeconds);
                if (await IsDoneAsync(waiting, _options.LeaseEnd)) return true;
                if (await log.ForgetAsync(database, epoch, dropped) is not { } left) return false;
                acknowledged.Advance(epoch, left);
                if (waiting.IsCompleted) return true;
            }

            return false;
        }
        finally
        {
            acknowledged.Remove(waiting);
        }
    }

    private async ValueTask<AcknowledgedPosition> SubscribeAsync(string database)
    {
        if (_acknowledged.TryGetValue(database, out var known)) return known;
        var made = new AcknowledgedPosition();
        try
        {
            await log.Subscriber.SubscribeAsync(FreshnessLog.Acknowledged(database), (_, message) => made.Receive(message));
            _acknowledged.TryAdd(database, made);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            // A write that hears nothing finds out by the drop script.
        }

        return made;
    }

    private static async Task<bool> IsDoneAsync(Task waiting, TimeSpan timeout)
    {
        if (waiting.IsCompleted) return true;
        await waiting.WaitAsync(timeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiting.IsCompletedSuccessfully;
    }

    [LoggerMessage(LogLevel.Warning, "Dropped the followers {Followers} of {Database}, which did not acknowledge a write in time; waiting up to {Seconds} s for their leases to end")]
    private partial void LogDropped(string followers, string database, double seconds);
}
