using Conduit.Data.Articles;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;

namespace Conduit.ApiService.Articles;

/// <summary>What one shard is asked about articles. Each call disposes of the context it is given.</summary>
internal static class ArticleQueries
{
    private static readonly Func<ShardContext, int, IAsyncEnumerable<long>> NewestIds = EF.CompileAsyncQuery(
        (ShardContext shard, int count) => shard.Articles.TagWith("newest articles").OrderByDescending(article => article.Id).Select(article => article.Id).Take(count));

    private static readonly Func<ShardContext, string, Task<long>> Total = EF.CompileAsyncQuery(
        (ShardContext shard, string name) => shard.Counters.TagWith("article count").Where(counter => counter.Name == name).Sum(counter => counter.Value));

    private static readonly Func<ShardContext, long[], long, bool, IAsyncEnumerable<ArticleRow>> ByIds = EF.CompileAsyncQuery(
        (ShardContext shard, long[] ids, long caller, bool withBody) => shard.Articles
            .TagWith("articles by id")
            .Where(article => ids.Contains(article.Id))
            .Select(article => new ArticleRow
            {
                Id = article.Id,
                Title = article.Title,
                Description = article.Description,
                Body = withBody ? article.Body : null,
                TagList = article.TagList,
                UpdatedAt = article.UpdatedAt,
                FavoritesCount = article.Counters!.Favorites,
                Favorited = shard.Favorites.Any(favorite => favorite.ArticleId == article.Id && favorite.UserId == caller && favorite.IsOn),
                Username = article.Author!.Username,
                Bio = article.Author.Bio,
                Image = article.Author.Image,
            }));

    public static async Task<List<long>> NewestIdsAsync(this ShardContext shard, int count, CancellationToken cancel)
    {
        await using (shard) return await ToListAsync(NewestIds(shard, count), cancel);
    }

    public static async Task<long> CountArticlesAsync(this ShardContext shard)
    {
        await using (shard) return await Total(shard, Counter.Articles);
    }

    /// <summary>For lists: without the text.</summary>
    public static async Task<List<ArticleRow>> FindCardsAsync(this ShardContext shard, long[] ids, long caller, CancellationToken cancel)
    {
        await using (shard) return await ToListAsync(ByIds(shard, ids, caller, false), cancel);
    }

    public static async Task<ArticleRow?> FindArticleAsync(this ShardContext shard, long id, long caller, CancellationToken cancel)
    {
        await using (shard) return (await ToListAsync(ByIds(shard, [id], caller, true), cancel)).SingleOrDefault();
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> rows, CancellationToken cancel)
    {
        var list = new List<T>();
        await foreach (var row in rows.WithCancellation(cancel)) list.Add(row);
        return list;
    }
}
