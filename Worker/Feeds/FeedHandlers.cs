using Conduit.Data.Feeds;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;
using Microsoft.Extensions.Options;

namespace Conduit.Worker.Feeds;

/// <summary>
/// Puts a new article into its author's followers' feeds, unless there are so many of them that it is left to those who read.
/// </summary>
internal sealed class ArticlePublishedHandler(Shards shards, FeedFanOut feeds, IOptions<FeedOptions> options) : JobHandler<FeedChange>(JobKinds.ArticlePublished)
{
    protected override async Task HandleAsync(FeedChange payload, CancellationToken cancel)
    {
        var shard = shards.Of(payload.AuthorId);
        if (await shard.Database.ReadPrimaryAsync(FeedQueries.IsCelebrity(payload.AuthorId), cancel)) return;
        if (await shard.Database.ReadPrimaryAsync(FeedQueries.AreMany(payload.AuthorId, options.Value.CelebrityFollowers), cancel))
        {
            await shard.WriteAsync(FeedQueries.Celebrate(payload.AuthorId));
            return;
        }

        await feeds.TellAsync(shard, payload.AuthorId, payload.ArticleId, cancel);
    }
}

/// <summary>
/// Takes an article that is gone out of its author's followers' feeds: those of a celebrity, too, which may have it from before he was one.
/// </summary>
internal sealed class ArticleRemovedHandler(Shards shards, FeedFanOut feeds) : JobHandler<FeedChange>(JobKinds.ArticleRemoved)
{
    protected override Task HandleAsync(FeedChange payload, CancellationToken cancel) => feeds.TellAsync(shards.Of(payload.AuthorId), payload.AuthorId, -payload.ArticleId, cancel);
}
