using Conduit.ApiService.Auth;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Articles;

/// <summary>Queries for articles, each to one shard.</summary>
internal static class ArticleQueries
{
    private static readonly CallerSql ByIdSql =
        new(flag => $"-- article by id\nselect {ArticleRow.FullColumns(flag)} from {ArticleRow.From} where article.id = @id");

    private static readonly CallerSql ByIdsSql = new(flag => $"""
        -- articles by id
        select {ArticleRow.SummaryColumns(flag)} from {ArticleRow.From} where article.id = any (@ids) order by article.id desc
        """);

    private const string PopularTagsSql = "-- popular tags\n"
        + "select tag, articles, newest from tag_counters where articles > 0 order by articles desc, newest desc limit $1";

    public static NpgsqlBatchCommand ByIdCommand(long id, long caller) => ByIdSql.For(caller).With("caller", caller).With("id", id);

    public static Query<ArticleRow?> ById(long id, long caller) => Query.Row(() => ByIdCommand(id, caller), ArticleRow.Read)
        .DependingOn(row =>
        [
            CacheTags.Article(id),
            .. row?.DependsOn ?? [],
            .. TagsForMissing(row is null ? 1 : 0),
            .. CallerFlagTags(caller),
        ])
        .CachedIfAnonymous(caller, $"article/{id}", row => row?.Body?.Length ?? 0);

    public static Query<List<ArticleRow>> Summaries(long[] ids, long caller) => Query
        .Rows(() => ByIdsSql.For(caller).With("caller", caller).With("ids", ids), ArticleRow.Read)
        .DependingOn(rows =>
        [
            .. ids.Select(CacheTags.Article),
            .. rows.SelectMany(row => row.DependsOn),
            .. TagsForMissing(ids.Length - rows.Count),
            .. CallerFlagTags(caller),
        ]);

    /// <summary>Summaries as anonymous callers see them, each cached separately.</summary>
    public static readonly BatchQuery<ArticleRow> CachedSummaries = new(
        "summary",
        ids => Summaries(ids, Caller.Anonymous),
        row => row.Id,
        row => row.DependsOn,
        row => row.Description.Length);

    public static Query<List<TagRow>> PopularTags(int limit) => Query
        .Rows(
            () => new NpgsqlBatchCommand(PopularTagsSql).With(limit),
            row => new TagRow(row.GetString(0), row.GetInt32(1), row.GetInt64(2)))
        .DependingOn(_ => [CacheTags.Popular, CacheTags.Removals])
        .CachedAs($"tags/{limit}");

    /// <summary>
    /// A result from which an article is missing depends on all publications: publishing does not invalidate the cache tag of the new
    /// article.
    /// </summary>
    public static IEnumerable<string> TagsForMissing(int articles) => articles > 0 ? [CacheTags.Articles] : [];

    /// <summary>The cache tags on which the caller's flags of articles and authors depend.</summary>
    public static IEnumerable<string> CallerFlagTags(long caller) =>
        CallerExtensions.TagsOfCaller(caller, CacheTags.Favorites, CacheTags.Following);
}

internal sealed record TagRow(string Tag, int Articles, long Newest);
