using Conduit.ApiService.Contract;
using Conduit.Data.Routing;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Articles;

/// <summary>A page of a list, and the shards that are missing from it.</summary>
internal sealed record ArticlePage(IEnumerable<ArticleRow> Articles, long Total, IEnumerable<int> Missing);

/// <summary>Lists over all shards.</summary>
internal static class ArticleLists
{
    // Up to here each shard gives whole cards, most of them for nothing, in one round trip; beyond, ids first and then the page's own cards.
    private const int MostCards = 400;

    public static async Task<ArticlePage> FindAsync(this Shards shards, ListFilter filter, Page page, long caller, CancellationToken cancel)
    {
        var count = page.Offset + page.Limit;
        if (count * shards.All.Count <= MostCards)
        {
            var cards = await shards.AskAsync(filter, ListQueries.Cards(filter, caller, count), cancel);
            return new(Merge.Newest(Lists(cards), card => card.Id, page.Offset, page.Limit), Total(cards), cards.Missing);
        }

        var ids = await shards.AskAsync(filter, ListQueries.Ids(filter, count), cancel);
        var wanted = Merge.Newest(Lists(ids), id => id, page.Offset, page.Limit);
        var found = await shards.AskOwnersAsync(wanted, own => ArticleQueries.Cards(own, caller), cancel);
        return new(Merge.Newest(found.Answers, card => card.Id, skip: 0, page.Limit), Total(ids), ids.Missing.Union(found.Missing));
    }

    // An author's articles are on his own shard.
    private static Task<Gathered<T>> AskAsync<T>(this Shards shards, ListFilter filter, Query<T> query, CancellationToken cancel) =>
        filter.Author is { } author ? shards.AskOwnersAsync([author], _ => query, cancel) : shards.AskAllAsync(query, cancel);

    private static List<List<T>> Lists<T>(Gathered<ShardPage<T>> gathered) => [.. gathered.Answers.Select(page => page.Newest)];

    private static long Total<T>(Gathered<ShardPage<T>> gathered) => gathered.Answers.Sum(page => page.Total);
}
