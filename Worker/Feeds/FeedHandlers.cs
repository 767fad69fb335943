using Conduit.Data.Feeds;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.Worker.Jobs;
using Microsoft.Extensions.Options;

namespace Conduit.Worker.Feeds;

/// <summary>
/// Adds a new article to the feeds of its author's followers. The articles of a celebrity are read on request instead.
/// </summary>
internal sealed class ArticlePublishedHandler(Shards shards, FeedFanOut feeds, IOptions<FeedOptions> options)
    : JobHandler<FeedChange>(JobKinds.ArticlePublished)
{
    protected override async Task HandleAsync(FeedChange payload, CancellationToken cancellationToken)
    {
        var shard = shards.Of(payload.AuthorId);
        if (await shard.Database.ReadPrimaryAsync(FeedQueries.IsCelebrity(payload.AuthorId), cancellationToken)) return;
        var hasManyFollowers = FeedQueries.HasManyFollowers(payload.AuthorId, options.Value.CelebrityFollowers);
        if (await shard.Database.ReadPrimaryAsync(hasManyFollowers, cancellationToken))
        {
            await shard.WriteAsync(FeedQueries.MarkAsCelebrity(payload.AuthorId));
            return;
        }

        await feeds.DeliverAsync(shard, payload.AuthorId, payload.ArticleId, cancellationToken);
    }
}

/// <summary>
/// Removes a deleted article from the feeds of its author's followers. This includes celebrities: their older articles may be in feeds.
/// </summary>
internal sealed class ArticleRemovedHandler(Shards shards, FeedFanOut feeds) : JobHandler<FeedChange>(JobKinds.ArticleRemoved)
{
    protected override Task HandleAsync(FeedChange payload, CancellationToken cancellationToken) =>
        feeds.DeliverAsync(shards.Of(payload.AuthorId), payload.AuthorId, -payload.ArticleId, cancellationToken);
}
