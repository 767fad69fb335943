using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Routing;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Articles;

/// <summary>A page of a list, and the shards whose articles are missing from it.</summary>
internal sealed record ArticlePage(IEnumerable<ArticleRow> Articles, long Total, IEnumerable<int> Missing);

/// <summary>The ids of a page's articles, in its order, and the shards whose articles are missing from it.</summary>
internal sealed record ArticleIdPage(List<long> Ids, long Total, IEnumerable<int> Missing);

/// <summary>Merges the lists of all shards.</summary>
internal static class ArticleLists
{
    // Without a cache: up to this many rows, each shard returns whole cards in one round trip, though most are discarded. Beyond it, ids
    // are read first and then only the cards of the page.
    private const int MaxCards = 400;

    /// <summary>How often a page is read when one of its articles is deleted in between.</summary>
    public const int MaxAttempts = 3;

    /// <summary>
    /// Finds a page. The ids of a list and the cards of articles are cached separately for all callers, so a change of a card does not
    /// invalidate lists; the caller's own flags are read separately.
    /// </summary>
    public static async Task<ArticlePage> FindAsync(
        this Databases databases, ListFilter filter, Page page, long caller, CancellationToken cancellationToken)
    {
        var shards = databases.Shards;
        var count = page.Offset + page.Limit;
        if (!databases.HasCache && count * shards.All.Count <= MaxCards)
        {
            var whole = await shards.QueryAsync(filter, ListQueries.Cards(filter, caller, count), cancellationToken);
            return new(Merge.Newest(Lists(whole), card => card.Id, page.Offset, page.Limit), Total(whole), whole.Missing);
        }

        return await shards.FindPageAsync(
            async () =>
            {
                var ids = await shards.QueryAsync(filter, ListQueries.Ids(filter, count), cancellationToken);
                return new(Merge.Newest(Lists(ids), id => id, page.Offset, page.Limit), Total(ids), ids.Missing);
            },
            caller,
            cancellationToken);
    }

    /// <summary>Finds a page by its ids, which are read again when an article is deleted in between.</summary>
    public static async Task<ArticlePage> FindPageAsync(
        this Shards shards, Func<Task<ArticleIdPage>> find, long caller, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await find();
            var (cards, missing) = await shards.FindCardsAsync(found.Ids, caller, cancellationToken);
            // An article was deleted after the ids were read; another one may have its place in the page now.
            if (cards.Count < found.Ids.Count && missing.Count == 0 && attempt < MaxAttempts) continue;
            return new(cards, found.Total, found.Missing.Union(missing));
        }
    }

    /// <summary>
    /// Finds the cards of those articles that exist, in the order of the ids, as the caller sees them, and the shards that are missing.
    /// Leaves out a card whose flags are unknown, because it would show a favorite as none.
    /// </summary>
    public static async Task<(List<ArticleRow> Cards, List<int> Missing)> FindCardsAsync(
        this Shards shards, List<long> ids, long caller, CancellationToken cancellationToken)
    {
        var cardsTask = shards.QueryOwnersAsync(ids, ArticleQueries.CachedCards, cancellationToken);
        var flagsTask = caller == Caller.Anonymous
            ? null
            : shards.QueryOwnersAsync(ids, own => Flags.Of(own, caller), cancellationToken);
        var cards = await cardsTask;
        var cardsById = cards.Answers.SelectMany(rows => rows).ToDictionary(card => card.Id);
        var existing = ids.Where(cardsById.ContainsKey).Select(id => cardsById[id]);
        if (flagsTask is null) return ([.. existing], [.. cards.Missing]);

        var flags = await flagsTask;
        var flagsById = flags.Answers.SelectMany(rows => rows).ToDictionary(row => row.Article);
        var known = existing.Where(card => flagsById.ContainsKey(card.Id)).Select(card => card.With(flagsById[card.Id]));
        return ([.. known], [.. cards.Missing.Union(flags.Missing)]);
    }

    // All articles of an author are on one shard.
    private static Task<GatherResult<T>> QueryAsync<T>(
        this Shards shards, ListFilter filter, Query<T> query, CancellationToken cancellationToken) =>
        filter.Author is { } author
            ? shards.QueryOwnersAsync([author], _ => query, cancellationToken)
            : shards.QueryAllAsync(query, cancellationToken);

    private static List<List<T>> Lists<T>(GatherResult<ShardPage<T>> result) => [.. result.Answers.Select(page => page.Newest)];

    private static long Total<T>(GatherResult<ShardPage<T>> result) => result.Answers.Sum(page => page.Total);
}
