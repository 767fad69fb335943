using Conduit.ApiService.Articles;
using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Feeds;
using Conduit.Data.Shards;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Feeds;

/// <summary>
/// Finds a page of a reader's feed: what is stored, put together with what the shards say is not in it yet. So it is right before any worker has run, and whatever is lost
/// in Redis. Where that does not do, every shard is asked for the newest of all whom the reader follows.
/// </summary>
internal sealed class FeedReads(Databases databases, FeedStore store, IOptionsMonitor<FeedOptions> options)
{
    // Few sizes: each makes an answer of its own to keep.
    private static readonly int[] Sizes = [20, 100, StoredFeed.Newest];

    private Shards Shards => databases.Shards;

    public async Task<ArticlePage> FindAsync(Page page, long reader, CancellationToken cancel)
    {
        var everybody = new ListFilter(FollowedBy: reader);
        var count = page.Offset + page.Limit;
        for (var tries = 1; options.CurrentValue.Stored && count <= StoredFeed.Newest && tries <= ArticleLists.MostTries; tries++)
        {
            if (await FindAsync(everybody, count, reader, cancel) is not { } feed) break;
            var wanted = feed.Newest.Skip(page.Offset).Take(page.Limit).ToList();
            var cards = await Shards.FindCardsAsync(wanted, reader, cancel);
            // Deleted after the feed was read; another may be there for it since.
            if (cards.Cards.Count < wanted.Count && cards.Missing.Count == 0) continue;
            return new(cards.Cards, feed.Total, cards.Missing);
        }

        return await databases.FindAsync(everybody, page, reader, cancel);
    }

    private async Task<Feed?> FindAsync(ListFilter everybody, int count, long reader, CancellationToken cancel)
    {
        // Asked before the stored feed, which then has all that is not said here.
        var said = await Shards.QueryAllAsync(FeedQueries.State(reader, Array.Find(Sizes, size => size >= count)), cancel);
        if (said.Missing.Count > 0 || said.Answers.Any(state => state.IsTooMuch)) return null;
        long[] following = [.. said.Answers.Select(state => state.Following)];
        if ((await store.FindAsync(reader, following) ?? await MakeAsync(everybody, reader, following, cancel)) is not { } stored) return null;

        var articles = new HashSet<long>(stored.Articles);
        foreach (var article in said.Answers.SelectMany(state => state.Changed.Concat(state.Celebrities)).Where(article => article >= stored.Floor && !stored.IsGone(article))) articles.Add(article);
        articles.ExceptWith(said.Answers.SelectMany(state => state.Changed).Select(article => -article));
        if (articles.Count < count && stored.Floor > 0) return null;

        var isWhole = stored.Floor == 0 && said.Answers.All(state => state.Celebrities.Count == 0);
        return new(articles.OrderDescending(), isWhole ? articles.Count : await TotalAsync(everybody, cancel));
    }

    private async Task<StoredFeed?> MakeAsync(ListFilter everybody, long reader, long[] following, CancellationToken cancel)
    {
        if (await store.BeginAsync(reader) is not { } token) return null;
        // Read after it was begun: of what comes later it will be told.
        var newest = await Shards.QueryAllAsync(ListQueries.Ids(everybody, StoredFeed.Newest), cancel);
        if (newest.Missing.Count > 0) return null;
        var articles = Merge.Newest([.. newest.Answers.Select(page => page.Newest)], id => id, 0, StoredFeed.Newest);
        var feed = StoredFeed.Write(following, articles, isWhole: articles.Count < StoredFeed.Newest);
        await store.FinishAsync(reader, token, feed);
        return StoredFeed.Read(feed, following);
    }

    private async Task<long> TotalAsync(ListFilter everybody, CancellationToken cancel) => (await Shards.QueryAllAsync(ListQueries.Total(everybody), cancel)).Answers.Sum();

    private sealed record Feed(IEnumerable<long> Newest, long Total);
}
