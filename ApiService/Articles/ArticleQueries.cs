using Conduit.ApiService.Auth;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Articles;

/// <summary>What one shard is asked about articles.</summary>
internal static class ArticleQueries
{
    private const string ByIdSql = $"-- article by id\nselect {ArticleRow.Whole} from {ArticleRow.From} where article.id = $2";

    private const string ByIdsSql = $"-- articles by id\nselect {ArticleRow.Card} from {ArticleRow.From} where article.id = any ($2) order by article.id desc";

    private const string PopularTagsSql = "-- popular tags\nselect tag, articles, newest from tag_counters where articles > 0 order by articles desc, newest desc limit $1";

    public static NpgsqlBatchCommand ByIdCommand(long id, long caller) => new NpgsqlBatchCommand(ByIdSql).With(caller).With(id);

    public static Query<ArticleRow?> ById(long id, long caller) => Query.Row(() => ByIdCommand(id, caller), ArticleRow.Read)
        .DependingOn(row => [Tags.Article(id), .. row?.DependsOn ?? [], .. IfLacking(row is null ? 1 : 0), .. OfCaller(caller)])
        .KeptForAll(caller, $"article/{id}", row => row?.Body?.Length ?? 0);

    public static Query<List<ArticleRow>> Cards(long[] ids, long caller) => Query
        .Rows(() => new NpgsqlBatchCommand(ByIdsSql).With(caller).With(ids), ArticleRow.Read)
        .DependingOn(rows => [.. ids.Select(Tags.Article), .. rows.SelectMany(row => row.DependsOn), .. IfLacking(ids.Length - rows.Count), .. OfCaller(caller)]);

    /// <summary>Cards as everybody sees them, each kept by itself.</summary>
    public static readonly BatchQuery<ArticleRow> KeptCards = new("card", ids => Cards(ids, Caller.Nobody), row => row.Id, row => row.DependsOn, row => row.Description.Length);

    public static Query<List<TagRow>> PopularTags(int limit) =>
        Query.Rows(() => new NpgsqlBatchCommand(PopularTagsSql).With(limit), row => new TagRow(row.GetString(0), row.GetInt32(1), row.GetInt64(2)))
            .DependingOn(_ => [Tags.Popular, Tags.Removals]).CachedAs($"tags/{limit}");

    /// <summary>
    /// Whoever does not see an article depends on what is published: until that was done nobody knows its id, and no tag of it was touched.
    /// </summary>
    public static IEnumerable<string> IfLacking(int articles) => articles > 0 ? [Tags.Articles] : [];

    /// <summary>What decides on which articles and authors are marked as the caller's.</summary>
    public static IEnumerable<string> OfCaller(long caller) => CallerExtensions.Own(caller, Tags.Favorites, Tags.Following);
}

internal sealed record TagRow(string Tag, int Articles, long Newest);
