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
    // Without a cache: up to this many rows, each shard returns summaries in one round trip, though most are discarded. Beyond it, ids
    // are read first and then only the summaries of the page.
    private const int MaxSummaryRows = 400;

    /// <summary>How often a page is read when one of its articles is deleted in between.</summary>
    public const int MaxAttempts = 3;

    /// <summary>
    /// Finds a page. The ids of a list and the summaries of articles are cached separately for all callers, so a change of a summary does
    /// not invalidate lists; the caller's own flags are read separately.
    /// </summary>
    public static async Task<ArticlePage> FindAsync(
        this Databases databases, ListFilter filter, Page page, long caller, CancellationToken cancellationToken)
    {
        var shards = databases.Shards;
        var count = page.Offset + page.Limit;
        if (!databases.HasCache && count * shards.All.Count <= MaxSummaryRows)
        {
            var found = await shards.QueryAsync(filter, ListQueries.Summaries(filter, caller, count), cancellationToken);
            return new(Merge.Newest(Lists(found), summary => summary.Id, page.Offset, page.Limit), Total(found), found.Missing);
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
            var (summaries, missing) = await shards.FindSummariesAsync(found.Ids, caller, cancellationToken);
            // An article was deleted after the ids were read; another one may have its place in the page now.
            if (summaries.Count < found.Ids.Count && missing.Count == 0 && attempt < MaxAttempts) continue;
            return new(summaries, found.Total, found.Missing.Union(missing));
        }
    }

    /// <summary>
    /// Finds the summaries of those articles that exist, in the order of the ids, as the caller sees them, and the shards that are missing.
    /// Leaves out a summary whose flags are unknown, because it would show a favorite as none.
    /// </summary>
    public static async Task<(List<ArticleRow> Summaries, List<int> Missing)> FindSummariesAsync(
        this Shards shards, List<long> ids, long caller, CancellationToken cancellationToken)
    {
        var summariesTask = shards.QueryOwnersAsync(ids, ArticleQueries.CachedSummaries, cancellationToken);
        var flagsTask = caller == Caller.Anonymous
            ? null
            : shards.QueryOwnersAsync(ids, own => CallerFlags.Of(own, caller), cancellationToken);
        var summaries = await summariesTask;
        var summariesById = summaries.Answers.SelectMany(rows => rows).ToDictionary(summary => summary.Id);
        var existing = ids.Where(summariesById.ContainsKey).Select(id => summariesById[id]);
        if (flagsTask is null) return ([.. existing], [.. summaries.Missing]);

        var flags = await flagsTask;
        var flagsById = flags.Answers.SelectMany(rows => rows).ToDictionary(row => row.Article);
        var known = existing.Where(summary => flagsById.ContainsKey(summary.Id)).Select(summary => summary.With(flagsById[summary.Id]));
        return ([.. known], [.. summaries.Missing.Union(flags.Missing)]);
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
