using System.Collections.Concurrent;
using System.Diagnostics;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Freshness;

/// <summary>
/// Begins a write only when every follower with a lease has acknowledged it. A follower that does not acknowledge in time is dropped: its
/// renewals are refused, and it is removed once its lease must have ended.
/// </summary>
public partial class WriteCoordinator(FreshnessLog log, IOptions<FreshnessOptions> options, ILogger<WriteCoordinator> logger)
{
    // Dropping and removing a follower takes little more than a lease; a longer wait means that Redis is unstable.
    private const int MaxDrops = 5;

    private readonly ConcurrentDictionary<string, AcknowledgedSequence> _acknowledged = [];
    private readonly FreshnessOptions _options = options.Value;

    /// <summary>
    /// Whether writes wait for acknowledgements. Only measurements of the cost of waiting return false: stale reads are possible then.
    /// </summary>
    protected virtual bool Waits => true;

    /// <summary>Begins a write.</summary>
    /// <param name="database">The database.</param>
    /// <param name="slots">The slots of all cache tags that it invalidates.</param>
    /// <returns>The write, if it has begun.</returns>
    public async Task<BeginAnswer> BeginAsync(string database, int[] slots)
    {
        // Subscribes first, so that no message is missed.
        var acknowledged = await SubscribeAsync(database);
        try
        {
            if (await log.BeginAsync(database, slots) is not var (write, isAcknowledged)) return BeginAnswer.NoEpoch;
            var began = Stopwatch.GetTimestamp();
            if (!isAcknowledged && Waits && !await WaitAsync(acknowledged, database, write.Epoch, write.Sequence))
                return BeginAnswer.NoEpoch;
            Telemetry.RecordAcknowledged(database, Stopwatch.GetElapsedTime(began));
            return new(write, IsAnswered: true);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            return BeginAnswer.None;
        }
    }

    /// <summary>Waits until every follower with a lease has acknowledged that the epoch was withdrawn.</summary>
    /// <param name="database">The database.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sequence">The number of its withdrawal in the event log.</param>
    /// <returns>Whether that is certain.</returns>
    public async Task<bool> WithdrawnAsync(string database, string epoch, long sequence)
    {
        try
        {
            return await WaitAsync(await SubscribeAsync(database), database, epoch, sequence);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            return false;
        }
    }

    /// <summary>Subscribes to the acknowledgements of a database, so that its first write does not wait for the subscription.</summary>
    /// <param name="database">The database.</param>
    /// <returns>When it is subscribed, or Redis did not answer.</returns>
    public async ValueTask PrepareAsync(string database) => await SubscribeAsync(database);

    private async Task<bool> WaitAsync(AcknowledgedSequence acknowledged, string database, string epoch, long sequence)
    {
        var waiting = acknowledged.WaitAsync(epoch, sequence);
        if (await IsDoneAsync(waiting, _options.AcknowledgeTimeout)) return true;
        try
        {
            for (var drops = 0; drops < MaxDrops; drops++)
            {
                if (await log.DropAsync(database, epoch, sequence) is not var (reached, dropped, added)) return false;
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

    private async ValueTask<AcknowledgedSequence> SubscribeAsync(string database)
    {
        if (_acknowledged.TryGetValue(database, out var known)) return known;
        var made = new AcknowledgedSequence();
        try
        {
            await log.Subscriber.SubscribeAsync(FreshnessLog.Acknowledged(database), (_, message) => made.Receive(message));
            _acknowledged.TryAdd(database, made);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            // Without messages, a write learns the last acknowledged event from the drop script.
        }

        return made;
    }

    private static async Task<bool> IsDoneAsync(Task waiting, TimeSpan timeout)
    {
        if (waiting.IsCompleted) return true;
        await waiting.WaitAsync(timeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiting.IsCompletedSuccessfully;
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Dropped the followers {Followers} of {Database}, which did not acknowledge a write in time; "
        + "waiting up to {Seconds} s for their leases to end")]
    private partial void LogDropped(string followers, string database, double seconds);
}
