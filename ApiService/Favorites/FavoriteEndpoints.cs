using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Favorites;

internal static class FavoriteEndpoints
{
    public static void MapFavorites(this RouteGroupBuilder api)
    {
        var favorites = api.MapGroup("").WithTags("Favorites").RequireAuthorization();
        favorites.MapPost("/articles/{slug}/favorite", SwitchOnAsync).WithSummary("Make an article a favourite");
        favorites.MapDelete("/articles/{slug}/favorite", SwitchOffAsync).WithSummary("Take an article from the favourites");
    }

    private static Task<Results<Ok<ArticleResponse>, Error>> SwitchOnAsync(string slug, Caller caller, [AsParameters] FavoriteServices services) =>
        SwitchAsync(slug, caller, services, (shard, article, cancel) => shard.SwitchOnAsync(article, caller.Id, services.Bell, cancel));

    private static Task<Results<Ok<ArticleResponse>, Error>> SwitchOffAsync(string slug, Caller caller, [AsParameters] FavoriteServices services) =>
        SwitchAsync(slug, caller, services, (shard, article, cancel) => shard.SwitchOffAsync(article, caller.Id, cancel));

    private static async Task<Results<Ok<ArticleResponse>, Error>> SwitchAsync(
        string slug, Caller caller, FavoriteServices services, Func<Shard, long, CancellationToken, Task> change)
    {
        if (!Slug.TryReadId(slug, out var id) || services.Shards.Find(id) is not { } shard) return Error.ArticleNotFound;

        var changed = await services.Lists.ChangeAsync(async cancel =>
        {
            await change(shard, id, cancel);
            return await shard.Write().FindArticleAsync(id, caller.Id, cancel);
        });
        return changed is { } article
            ? TypedResults.Ok(ArticleResponse.Of(article))
            : Error.ArticleNotFound;
    }
}
