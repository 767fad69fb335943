using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Routing;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Articles;

/// <summary>A page of a list, and the shards that are missing from it.</summary>
internal sealed record ArticlePage(IEnumerable<ArticleRow> Articles, long Total, IEnumerable<int> Missing);

/// <summary>Which articles a page has, in its order, and the shards that are missing from it.</summary>
internal sealed record FoundIds(List<long> Ids, long Total, IEnumerable<int> Missing);

/// <summary>Lists over all shards.</summary>
internal static class ArticleLists
{
    // Where nothing is kept: up to here each shard gives whole cards, most of them for nothing, in one round trip; beyond, ids first and then the page's own cards.
    private const int MostCards = 400;

    /// <summary>How often a list is asked for again because one of its articles has just gone.</summary>
    public const int MostTries = 3;

    /// <summary>
    /// Finds a page. What everybody sees is kept as the ids of a list and the cards of articles, so that what changes a card leaves the lists alone; what is the
    /// caller's own is read beside.
    /// </summary>
    public static async Task<ArticlePage> FindAsync(this Databases databases, ListFilter filter, Page page, long caller, CancellationToken cancel)
    {
        var shards = databases.Shards;
        var count = page.Offset + page.Limit;
        if (!databases.Keep && count * shards.All.Count <= MostCards)
        {
            var whole = await shards.AskAsync(filter, ListQueries.Cards(filter, caller, count), cancel);
            return new(Merge.Newest(Lists(whole), card => card.Id, page.Offset, page.Limit), Total(whole), whole.Missing);
        }

        return await shards.FindPageAsync(
            async () =>
            {
                var ids = await shards.AskAsync(filter, ListQueries.Ids(filter, count), cancel);
                return new(Merge.Newest(Lists(ids), id => id, page.Offset, page.Limit), Total(ids), ids.Missing);
            },
            caller,
            cancel);
    }

    /// <summary>A page by its ids, which are found anew when an article has gone meanwhile.</summary>
    public static async Task<ArticlePage> FindPageAsync(this Shards shards, Func<Task<FoundIds>> find, long caller, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var found = await find();
            var (cards, missing) = await shards.FindCardsAsync(found.Ids, caller, cancel);
            // Deleted after the ids were read; another may be there for it since.
            if (cards.Count < found.Ids.Count && missing.Count == 0 && tries < MostTries) continue;
            return new(cards, found.Total, found.Missing.Union(missing));
        }
    }

    /// <summary>The cards of articles, in the order of their ids, as the caller sees them; those that there are, and the shards that are missing.</summary>
    public static async Task<(List<ArticleRow> Cards, List<int> Missing)> FindCardsAsync(this Shards shards, List<long> ids, long caller, CancellationToken cancel)
    {
        var finding = shards.AskOwnersAsync(ids, ArticleQueries.KeptCards, cancel);
        var flags = caller == Caller.Nobody ? new([], []) : await shards.TryOwnersAsync(ids, own => Flags.Of(own, caller), cancel);
        var cards = await finding;
        var own = flags.Answers.SelectMany(of => of).ToDictionary(of => of.Article);
        var found = cards.Answers.SelectMany(of => of).ToDictionary(card => card.Id);
        return ([.. ids.Where(found.ContainsKey).Select(id => found[id].With(own.GetValueOrDefault(id)))], [.. cards.Missing.Union(flags.Missing)]);
    }

    // An author's articles are on his own shard.
    private static Task<GatherResult<T>> AskAsync<T>(this Shards shards, ListFilter filter, Query<T> query, CancellationToken cancel) =>
        filter.Author is { } author ? shards.AskOwnersAsync([author], _ => query, cancel) : shards.QueryAllAsync(query, cancel);

    private static List<List<T>> Lists<T>(GatherResult<ShardPage<T>> gathered) => [.. gathered.Answers.Select(page => page.Newest)];

    private static long Total<T>(GatherResult<ShardPage<T>> gathered) => gathered.Answers.Sum(page => page.Total);
}
