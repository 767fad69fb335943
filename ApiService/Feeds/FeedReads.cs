using Conduit.ApiService.Articles;
using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Feeds;
using Conduit.Data.Shards;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Feeds;

/// <summary>
/// Finds a page of a reader's feed: the stored feed, merged with the changes that workers have not applied to it yet, which the shards
/// report. So a feed is correct before any worker has run, and after any loss of data in Redis. When the stored feed is not sufficient,
/// every shard is queried for the newest articles of the authors whom the reader follows.
/// </summary>
internal sealed class FeedReads(Databases databases, FeedStore store, IOptionsMonitor<FeedOptions> options)
{
    // Each size is a cache entry of its own, so there are few.
    private static readonly int[] Sizes = [20, 100, StoredFeed.MaxStoredArticles];

    private Shards Shards => databases.Shards;

    public async Task<ArticlePage> FindAsync(Page page, long reader, CancellationToken cancellationToken)
    {
        var filter = new ListFilter(FollowedBy: reader);
        var count = page.Offset + page.Limit;
        var canUseStored = options.CurrentValue.Stored && count <= StoredFeed.MaxStoredArticles;
        for (var attempt = 1; canUseStored && attempt <= ArticleLists.MaxAttempts; attempt++)
        {
            if (await FindAsync(filter, count, reader, cancellationToken) is not { } feed) break;
            var wanted = feed.Newest.Skip(page.Offset).Take(page.Limit).ToList();
            var summaries = await Shards.FindSummariesAsync(wanted, reader, cancellationToken);
            // An article was deleted after the feed was read; another one may have its place in the page now.
            if (summaries.Summaries.Count < wanted.Count && summaries.Missing.Count == 0) continue;
            return new(summaries.Summaries, feed.Total, summaries.Missing);
        }

        return await databases.FindAsync(filter, page, reader, cancellationToken);
    }

    private async Task<Feed?> FindAsync(ListFilter filter, int count, long reader, CancellationToken cancellationToken)
    {
        // Read before the stored feed: a change that is missing here is in the stored feed then.
        var result = await Shards.QueryAllAsync(FeedQueries.State(reader, Array.Find(Sizes, size => size >= count)), cancellationToken);
        var states = result.Answers;
        if (result.Missing.Count > 0 || states.Any(state => state.HasTooManyUndelivered)) return null;
        long[] following = [.. states.Select(state => state.Following)];
        var stored = await store.FindAsync(reader, following) ?? await StoreAsync(filter, reader, following, cancellationToken);
        if (stored is null) return null;

        var articles = new HashSet<long>(stored.Articles);
        var added = states
            .SelectMany(state => state.Changed.Concat(state.Celebrities))
            .Where(article => article >= stored.Floor && !stored.IsGone(article));
        articles.UnionWith(added);
        // A deleted article is reported as its negative id.
        articles.ExceptWith(states.SelectMany(state => state.Changed).Select(article => -article));
        if (articles.Count < count && stored.Floor > 0) return null;

        var isWhole = stored.Floor == 0 && states.All(state => state.Celebrities.Count == 0);
        return new(articles.OrderDescending(), isWhole ? articles.Count : await TotalAsync(filter, cancellationToken));
    }

    private async Task<StoredFeed?> StoreAsync(ListFilter filter, long reader, long[] following, CancellationToken cancellationToken)
    {
        if (await store.BeginAsync(reader) is not { } token) return null;
        // Read after BeginAsync: from then on, workers apply later changes to the feed.
        var newest = await Shards.QueryAllAsync(ListQueries.Ids(filter, StoredFeed.MaxStoredArticles), cancellationToken);
        if (newest.Missing.Count > 0) return null;
        var articles = Merge.Newest([.. newest.Answers.Select(page => page.Newest)], id => id, 0, StoredFeed.MaxStoredArticles);
        var feed = StoredFeed.Write(following, articles, isWhole: articles.Count < StoredFeed.MaxStoredArticles);
        await store.FinishAsync(reader, token, feed);
        return StoredFeed.Read(feed, following);
    }

    private async Task<long> TotalAsync(ListFilter filter, CancellationToken cancellationToken) =>
        (await Shards.QueryAllAsync(ListQueries.Total(filter), cancellationToken)).Answers.Sum();

    private sealed record Feed(IEnumerable<long> Newest, long Total);
}
