using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Articles;

/// <summary>A shard's newest articles of a list, and how many the shard has in total.</summary>
internal sealed record ShardPage<T>(List<T> Newest, long Total);

/// <summary>Queries for lists, each to one shard.</summary>
internal static class ListQueries
{
    // The estimated size of an id in a cache entry, in characters.
    private const int CharactersPerId = 6;

    public static Query<ShardPage<ArticleRow>> Summaries(ListFilter filter, long caller, int count)
    {
        var sql = ListSql.For(filter, count);
        return Page(filter, sql.Summaries.For(caller), sql.Total, caller, ArticleRow.Read)
            .DependingOn(page =>
            [
                .. TagsOfList(filter),
                .. page.Newest.SelectMany(summary => summary.DependsOn),
                .. ArticleQueries.CallerFlagTags(caller),
            ]);
    }

    public static Query<ShardPage<long>> Ids(ListFilter filter, int count)
    {
        var sql = ListSql.For(filter, count);
        return Page(filter, sql.Ids, sql.Total, Caller.Anonymous, row => row.GetInt64(0))
            .DependingOn(_ => [.. TagsOfList(filter)])
            .CachedAs($"ids/{Key(filter, sql)}", page => page.Newest.Count * CharactersPerId);
    }

    /// <summary>Reads the number of articles of a list, from a counter where there is one.</summary>
    public static Query<long> Total(ListFilter filter)
    {
        var sql = ListSql.For(filter, 0);
        return Query.Value<long>(() => Command(sql.Total, filter, Caller.Anonymous))
            .DependingOn(_ => [.. TagsOfList(filter)])
            .CachedAs($"total/{Key(filter, sql)}");
    }

    // The article tag comes last, so no text in it makes the keys of two filters equal.
    private static string Key(ListFilter filter, ListSql sql)
    {
        var tag = filter.Tag is null ? "" : $"#{filter.Tag}";
        return string.Create(CultureInfo.InvariantCulture, $"{sql.Size}/{filter.Author}/{filter.FavoritedBy}/{filter.FollowedBy}/{tag}");
    }

    // The cache tags that decide which articles a list has. What it shows of an article depends on that article's cache tags.
    private static IEnumerable<string> TagsOfList(ListFilter filter)
    {
        yield return CacheTags.Removals;
        if (filter.Tag is { } tag) yield return CacheTags.ForArticleTag(tag);
        if (filter.Author is { } author) yield return CacheTags.Author(author);
        if (filter.FavoritedBy is { } reader) yield return CacheTags.Favorites(reader);
        if (filter.FollowedBy is { } follower) yield return CacheTags.Following(follower);
        if (filter is { Tag: null, Author: null, FavoritedBy: null }) yield return CacheTags.Articles;
    }

    private static Query<ShardPage<T>> Page<T>(
        ListFilter filter, NamedSql newest, NamedSql total, long caller, Func<NpgsqlDataReader, T> readRow) => new(
        () => [Command(newest, filter, caller), Command(total, filter, caller)],
        async (reader, cancellationToken) =>
        {
            var rows = await reader.RowsAsync(readRow, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return new ShardPage<T>(rows, await reader.ValueAsync<long>(cancellationToken));
        });

    private static NpgsqlBatchCommand Command(NamedSql sql, ListFilter filter, long caller) => sql
        .With("caller", caller)
        .WithText("tag", filter.Tag)
        .With("author", filter.Author ?? 0)
        .With("reader", filter.FavoritedBy ?? filter.FollowedBy ?? 0);
}
