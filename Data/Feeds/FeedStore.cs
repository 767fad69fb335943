using System.Security.Cryptography;
using Conduit.Data.Shards;
using Conduit.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Conduit.Data.Feeds;

/// <summary>
/// The feeds in Redis. A reader's feed is the stored one merged with the undelivered changes of the shards (<see
/// cref="FeedQueries.State"/>). The changes are queried first: one that is no longer in a queue then has been delivered to all stored
/// feeds. A lost feed is made again.
/// </summary>
/// <param name="connection">The Redis server.</param>
public sealed class FeedStore(FeedsConnection connection)
{
    // Bounds how long an article stays missing after Redis lost a delivery, as in a failover to a lagging replica.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private static readonly TimeSpan MakeTimeout = TimeSpan.FromSeconds(30);

    private readonly RedisCircuitBreaker _redis = new();

    /// <summary>The key of a reader's feed in Redis.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The key.</returns>
    public static string KeyOf(long reader) => FormattableString.Invariant($"feed:{reader}");

    /// <summary>Finds a reader's feed.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="following">The version of the reader's follows by shard, queried before.</param>
    /// <returns>The feed; null when there is none, it was made for other authors, or Redis does not answer in time.</returns>
    public async Task<StoredFeed?> FindAsync(long reader, IReadOnlyList<long> following) =>
        await TryAsync(async redis => (byte[]?)await redis.StringGetAsync(KeyOf(reader))) is { } bytes
            ? StoredFeed.Read(bytes, following)
            : null;

    /// <summary>Begins to make a feed. Its contents must be read after this call.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The token for <see cref="FinishAsync"/>; null when another request makes it, or Redis does not answer in time.</returns>
    public async Task<byte[]?> BeginAsync(long reader)
    {
        byte[] token = [StoredFeed.Unfinished, .. RandomNumberGenerator.GetBytes(16)];
        RedisValue[] values = [token, MakeTimeout.TotalSeconds];
        var hasBegun = await TryAsync(redis => redis.ScriptEvaluateAsync(FeedScripts.Begin, [KeyOf(reader)], values));
        return hasBegun is not null && (bool)hasBegun ? token : null;
    }

    /// <summary>Stores a feed, unless an article was delivered to it since it was begun.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="token">The token from <see cref="BeginAsync"/>.</param>
    /// <param name="feed">The feed.</param>
    /// <returns>Whether it is stored.</returns>
    public async Task<bool> FinishAsync(long reader, byte[] token, byte[] feed)
    {
        RedisValue[] values = [token, feed, Lifetime.TotalSeconds];
        var isStored = await TryAsync(redis => redis.ScriptEvaluateAsync(FeedScripts.Finish, [KeyOf(reader)], values));
        return isStored is not null && (bool)isStored;
    }

    /// <summary>
    /// Delivers a published or removed article to feeds. Feeds that do not exist are skipped: the request that makes one reads the article.
    /// </summary>
    /// <param name="shard">The article's shard.</param>
    /// <param name="shards">All shards.</param>
    /// <param name="entry">The article's id; negative when it was removed.</param>
    /// <param name="followers">The readers, each with the version of the reader's follows on that shard.</param>
    /// <returns>How many feeds it was added to.</returns>
    /// <exception cref="RedisException">
    /// Redis does not answer, and which feeds have the article is unknown. A repeated delivery does no harm.
    /// </exception>
    /// <exception cref="TimeoutException">The same.</exception>
    // A script accesses keys of one server only: with several servers the readers must be grouped by server.
    public async Task<long> DeliverAsync(Shard shard, Shards.Shards shards, long entry, IReadOnlyList<FeedReader> followers)
    {
        var maxLength = StoredFeed.FollowingOffset + (StoredFeed.NumberSize * (shards.All.Count + StoredFeed.MaxEntries));
        RedisKey[] keys = [.. followers.Select(follower => (RedisKey)KeyOf(follower.Reader))];
        RedisValue[] values =
        [
            StoredFeed.Bytes(entry),
            StoredFeed.FollowingOffset + (StoredFeed.NumberSize * shard.Index),
            maxLength,
            .. followers.Select(follower => (RedisValue)StoredFeed.Bytes(follower.Following)),
        ];
        return (long)await connection.Redis.GetDatabase().ScriptEvaluateAsync(FeedScripts.Deliver, keys, values);
    }

    private async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> command)
        where T : class?
    {
        if (RequestRedisBudget.IsSpent) return null;
        try
        {
            return await _redis.RunAsync(() => command(connection.Redis.GetDatabase()));
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            RequestRedisBudget.Spend();
            return null;
        }
    }
}

/// <summary>A follower whose feed an article is delivered to.</summary>
/// <param name="Reader">The reader.</param>
/// <param name="Following">The version of the reader's follows on the article's shard.</param>
public sealed record FeedReader(long Reader, long Following);
