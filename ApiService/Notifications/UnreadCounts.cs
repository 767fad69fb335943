using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Users.Sessions;
using Conduit.Data;
using Conduit.Data.Jobs;
using Npgsql;

namespace Conduit.ApiService.Notifications;

/// <summary>
/// Sends users with an open page the number of their unread notifications. Workers send a NOTIFY on each shard with the users whose
/// notifications changed; when one is lost, the next periodic read finds the change.
/// </summary>
internal sealed class UnreadCounts(Databases databases, SessionValidator sessions, ILoggerFactory loggers) : BackgroundService
{
    // Every open page of a browser has a stream of its own.
    private const int MaxStreamsPerUser = 10;

    // An event without a change also shows proxies and clients that the stream is alive.
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    // The client reconnects by itself, and its token is validated again.
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(15);

    private readonly Dictionary<long, List<UnreadSubscription>> _subscriptions = [];
    private readonly Lock _lock = new();

    /// <summary>Subscribes to a user's count; null when the user has too many streams already.</summary>
    public UnreadSubscription? TrySubscribe(long user)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(user, out var subscriptions)) _subscriptions[user] = subscriptions = [];
            if (subscriptions.Count >= MaxStreamsPerUser) return null;
            var subscription = new UnreadSubscription(user, this);
            subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <summary>Returns the count now, after every change, and at intervals without a change, until the caller's session ends.</summary>
    public async IAsyncEnumerable<UnreadResponse> ReadCountsAsync(
        UnreadSubscription subscription, Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shard = databases.Shards.Of(subscription.User);
        var startedAt = TimeProvider.System.GetTimestamp();
        var last = (Count: -1, SentAt: 0L);
        while (TimeProvider.System.GetElapsedTime(startedAt) < MaxDuration)
        {
            int count;
            try
            {
                if (!await sessions.IsValidAsync(caller, cancellationToken)) yield break;
                count = await shard.ReadAsync(NotificationQueries.Unread(subscription.User), cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // The shard is unavailable: the stream ends, and the client reconnects.
                yield break;
            }

            if (count != last.Count || TimeProvider.System.GetElapsedTime(last.SentAt) >= KeepAliveInterval)
            {
                last = (count, TimeProvider.System.GetTimestamp());
                yield return new UnreadResponse(count);
            }

            await subscription.WaitAsync(KeepAliveInterval, cancellationToken);
        }
    }

    // The end of a session signals its streams too, so that they validate it and end.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        databases.Shards.All
            .Select(shard => ListenAsync(shard.Database, NotificationNotifier.Channel, stoppingToken))
            .Append(ListenAsync(databases.Accounts, SessionQueries.EndedChannel, stoppingToken)));

    private Task ListenAsync(Database database, string channel, CancellationToken stoppingToken) =>
        new PostgresListener(database, channel, loggers.CreateLogger<PostgresListener>()).ListenAsync(Signal, stoppingToken);

    private void Signal(string user)
    {
        if (!long.TryParse(user, out var id)) return;
        lock (_lock)
        {
            foreach (var subscription in _subscriptions.GetValueOrDefault(id, [])) subscription.Signal();
        }
    }

    private void Remove(UnreadSubscription subscription)
    {
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(subscription.User, out var subscriptions)) return;
            subscriptions.Remove(subscription);
            if (subscriptions.Count == 0) _subscriptions.Remove(subscription.User);
        }
    }

    /// <summary>A stream that sends a user's count.</summary>
    internal sealed class UnreadSubscription(long user, UnreadCounts counts) : IDisposable
    {
        // Several signals before the stream waits again are one.
        private readonly Channel<bool> _signals =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public long User => user;

        public void Signal() => _signals.Writer.TryWrite(true);

        public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeout);
            try
            {
                await _signals.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // No signal arrived within the timeout.
            }
        }

        public void Dispose() => counts.Remove(this);
    }
}
