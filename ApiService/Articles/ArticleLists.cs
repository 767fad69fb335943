using Conduit.ApiService.Contract;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Articles;

/// <summary>Lists over all shards: their ids first, then the cards of the page, each from its own shard.</summary>
internal static class ArticleLists
{
    public static async Task<ArticlesResponse> NewestAsync(Shards shards, Page page, long caller, CancellationToken cancel)
    {
        var ids = shards.FromAllAsync(shard => shard.Read().NewestIdsAsync(page.Offset + page.Limit, cancel));
        var counts = shards.FromAllAsync(shard => shard.Read().CountArticlesAsync());
        await Task.WhenAll(ids, counts);

        var wanted = Merge.Newest(await ids, id => id, page.Offset, page.Limit);
        var cards = await shards.FromOwnersAsync(wanted, (shard, own) => shard.Read().FindCardsAsync(own, caller, cancel));
        return new ArticlesResponse(cards.OrderByDescending(card => card.Id).Select(ArticleBody.Of), (await counts).Sum());
    }
}
