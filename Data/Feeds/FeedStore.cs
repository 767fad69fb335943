using System.Security.Cryptography;
using Conduit.Data.Shards;
using Conduit.Freshness;
using StackExchange.Redis;

namespace Conduit.Data.Feeds;

/// <summary>
/// The feeds in Redis. A feed is right together with what the shards say is not in it yet (<see cref="FeedQueries.State"/>), asked before:
/// what was taken from their
/// queues by then, every feed that there was has been told of. A feed may be lost at any time; then it is made anew.
/// </summary>
/// <param name="connection">The Redis server.</param>
public sealed class FeedStore(FeedsConnection connection)
{
    // What was lost unseen, as by a Redis that fails over to one that had not heard yet, is found again after it.
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);
    private static readonly TimeSpan LongestMaking = TimeSpan.FromSeconds(30);

    private readonly RedisCircuitBreaker _redis = new();

    /// <summary>Where a reader's feed is in Redis.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The key.</returns>
    public static string KeyOf(long reader) => FormattableString.Invariant($"feed:{reader}");

    /// <summary>Finds a reader's feed.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="following">By shard, the number of whom he follows, asked before.</param>
    /// <returns>The feed; null when there is none, it was made for other authors, or Redis does not answer in time.</returns>
    public async Task<StoredFeed?> FindAsync(long reader, IReadOnlyList<long> following) =>
        await TryAsync(async redis => (byte[]?)await redis.StringGetAsync(KeyOf(reader))) is { } bytes ? StoredFeed.Read(bytes, following) : null;

    /// <summary>Begins to make a feed. What is put into it must be read after this.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>What <see cref="FinishAsync"/> needs; null when somebody else makes it, or Redis does not answer in time.</returns>
    public async Task<byte[]?> BeginAsync(long reader)
    {
        byte[] token = [StoredFeed.BeingMade, .. RandomNumberGenerator.GetBytes(16)];
        return await TryAsync(redis => redis.ScriptEvaluateAsync(FeedScripts.Begin, [KeyOf(reader)], [token, LongestMaking.TotalSeconds])) is { } begun && (bool)begun ? token : null;
    }

    /// <summary>Stores a feed, unless it was to be told of an article meanwhile.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="token">What <see cref="BeginAsync"/> gave.</param>
    /// <param name="feed">The feed.</param>
    /// <returns>Whether it is stored.</returns>
    public async Task<bool> FinishAsync(long reader, byte[] token, byte[] feed) =>
        await TryAsync(redis => redis.ScriptEvaluateAsync(FeedScripts.Finish, [KeyOf(reader)], [token, feed, Life.TotalSeconds])) is { } stored && (bool)stored;

    /// <summary>
    /// Tells feeds of an article that came or went. Those that there are not are left: who makes one knows of the article.
    /// </summary>
    /// <param name="shard">The article's shard.</param>
    /// <param name="shards">All shards.</param>
    /// <param name="entry">The article's id, or its negative when it went.</param>
    /// <param name="followers">Whose feeds, each with the number of whom he follows on that shard.</param>
    /// <returns>How many feeds took it.</returns>
    /// <exception cref="RedisException">
    /// Redis does not answer, and which feeds took it is unknown. Telling them again does no harm.
    /// </exception>
    /// <exception cref="TimeoutException">The same.</exception>
    // All keys of a script are in one server: where there are several, this has to be split by server.
    public async Task<long> TellAsync(Shard shard, Shards.Shards shards, long entry, IReadOnlyList<FeedReader> followers)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(shards);
        ArgumentNullException.ThrowIfNull(followers);
        var longest = StoredFeed.FollowingAt + (StoredFeed.Number * (shards.All.Count + StoredFeed.MostEntries));
        RedisKey[] keys = [.. followers.Select(follower => (RedisKey)KeyOf(follower.Reader))];
        RedisValue[] values =
        [
            StoredFeed.Bytes(entry), StoredFeed.FollowingAt + (StoredFeed.Number * shard.Index), longest, .. followers.Select(follower => (RedisValue)StoredFeed.Bytes(follower.Following)),
        ];
        return (long)await connection.Redis.GetDatabase().ScriptEvaluateAsync(FeedScripts.Tell, keys, values);
    }

    private async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> ask)
        where T : class?
    {
        if (RequestRedisBudget.IsSpent) return null;
        try
        {
            return await _redis.RunAsync(() => ask(connection.Redis.GetDatabase()));
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            RequestRedisBudget.Spend();
            return null;
        }
    }
}

/// <summary>A follower whose feed is told of an article.</summary>
/// <param name="Reader">Who.</param>
/// <param name="Following">The number of whom he follows on the article's shard.</param>
public sealed record FeedReader(long Reader, long Following);
