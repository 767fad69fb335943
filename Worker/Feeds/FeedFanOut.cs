using Conduit.Data.Feeds;
using Conduit.Data.Shards;

namespace Conduit.Worker.Feeds;

/// <summary>Tells the feeds of an author's followers, some at a time. Begun anew it tells some twice, which changes nothing.</summary>
internal sealed class FeedFanOut(Shards shards, FeedStore store)
{
    // Redis does nothing else meanwhile: some milliseconds.
    private const int AtOnce = 1_000;

    public async Task TellAsync(Shard shard, long author, long entry, CancellationToken cancel)
    {
        var followers = await NextAsync(shard, author, after: 0, cancel);
        while (followers.Count > 0)
        {
            // The next are read while these are told.
            var next = followers.Count == AtOnce ? NextAsync(shard, author, followers[^1].Reader, cancel) : Task.FromResult<List<FeedReader>>([]);
            Telemetry.CountDeliveries(await store.TellAsync(shard, shards, entry, followers));
            followers = await next;
        }
    }

    private static Task<List<FeedReader>> NextAsync(Shard shard, long author, long after, CancellationToken cancel) =>
        shard.Database.ReadPrimaryAsync(FeedQueries.Followers(author, after, AtOnce), cancel);
}
