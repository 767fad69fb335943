using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Sessions;
using Conduit.Data;
using Conduit.Data.Jobs;
using Npgsql;

namespace Conduit.ApiService.Notifications;

/// <summary>
/// Tells users who have a page open how many of their notifications are unread. Workers say on each shard whom they have told something; what is not heard is seen at the
/// next look.
/// </summary>
internal sealed class UnreadCounts(Databases databases, SessionValidator sessions, ILoggerFactory loggers) : BackgroundService
{
    // Every open page of a browser has one.
    private const int MostOfOneUser = 10;

    // Also shows everybody in between that the answer goes on.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    // The client comes again by itself, with a token that is looked at again.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly Dictionary<long, List<Follower>> _followers = [];
    private readonly Lock _turn = new();

    /// <summary>Begins to hear of a user; null when he has enough of them.</summary>
    public Follower? TryFollow(long user)
    {
        lock (_turn)
        {
            if (!_followers.TryGetValue(user, out var followers)) _followers[user] = followers = [];
            if (followers.Count >= MostOfOneUser) return null;
            var follower = new Follower(user, this);
            followers.Add(follower);
            return follower;
        }
    }

    /// <summary>The count now, whenever it changes, and at intervals when it does not; until the caller's session ends.</summary>
    public async IAsyncEnumerable<UnreadResponse> FollowAsync(
        Follower follower, Caller caller, [EnumeratorCancellation] CancellationToken cancel)
    {
        var shard = databases.Shards.Of(follower.User);
        var begun = TimeProvider.System.GetTimestamp();
        var last = (Count: -1, Told: 0L);
        while (TimeProvider.System.GetElapsedTime(begun) < Longest)
        {
            int count;
            try
            {
                if (!await sessions.IsValidAsync(caller, cancel)) yield break;
                count = await shard.ReadAsync(NotificationQueries.Unread(follower.User), cancel);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // The shard is away: the client comes again.
                yield break;
            }

            if (count != last.Count || TimeProvider.System.GetElapsedTime(last.Told) >= LongestSilence)
            {
                last = (count, TimeProvider.System.GetTimestamp());
                yield return new UnreadResponse(count);
            }

            await follower.WaitAsync(LongestSilence, cancel);
        }
    }

    // The end of a session rings its streams too, so that they end at once.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        databases.Shards.All
            .Select(shard => ListenAsync(shard.Database, NotificationNotifier.Channel, stoppingToken))
            .Append(ListenAsync(databases.Accounts, SessionQueries.EndedChannel, stoppingToken)));

    private Task ListenAsync(Database database, string channel, CancellationToken stoppingToken) =>
        new PostgresListener(database, channel, loggers.CreateLogger<PostgresListener>()).ListenAsync(Ring, stoppingToken);

    private void Ring(string user)
    {
        if (!long.TryParse(user, out var id)) return;
        lock (_turn)
        {
            foreach (var follower in _followers.GetValueOrDefault(id, [])) follower.Ring();
        }
    }

    private void Leave(Follower follower)
    {
        lock (_turn)
        {
            if (!_followers.TryGetValue(follower.User, out var followers)) return;
            followers.Remove(follower);
            if (followers.Count == 0) _followers.Remove(follower.User);
        }
    }

    /// <summary>Somebody who hears of a user.</summary>
    internal sealed class Follower(long user, UnreadCounts counts) : IDisposable
    {
        // Many rings before he listens are one.
        private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public long User => user;

        public void Ring() => _rung.Writer.TryWrite(true);

        public async Task WaitAsync(TimeSpan atMost, CancellationToken cancel)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(atMost);
            try
            {
                await _rung.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Nobody rang.
            }
        }

        public void Dispose() => counts.Leave(this);
    }
}
