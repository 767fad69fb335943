using Conduit.Data.Feeds;
using Conduit.Data.Shards;

namespace Conduit.Worker.Feeds;

/// <summary>
/// Delivers an article to the feeds of its author's followers, in batches. A repeated run delivers to some feeds twice, which has no
/// further effect.
/// </summary>
internal sealed class FeedFanOut(Shards shards, FeedStore store)
{
    // The script blocks Redis while it runs: a batch of this size takes a few milliseconds.
    private const int BatchSize = 1_000;

    /// <summary>Delivers an article; its removal, when the entry is negative (<see cref="StoredFeed"/>).</summary>
    public async Task DeliverAsync(Shard shard, long author, long entry, CancellationToken cancellationToken)
    {
        var followers = await NextAsync(shard, author, after: 0, cancellationToken);
        while (followers.Count > 0)
        {
            // The next batch is read while this one is delivered.
            var next = followers.Count == BatchSize
                ? NextAsync(shard, author, followers[^1].Reader, cancellationToken)
                : Task.FromResult<List<FeedReader>>([]);
            Telemetry.CountDeliveries(await store.DeliverAsync(shard, shards, entry, followers));
            followers = await next;
        }
    }

    private static Task<List<FeedReader>> NextAsync(Shard shard, long author, long after, CancellationToken cancellationToken) =>
        shard.Database.ReadPrimaryAsync(FeedQueries.Followers(author, after, BatchSize), cancellationToken);
}
