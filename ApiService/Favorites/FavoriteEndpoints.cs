using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Favorites;

internal static class FavoriteEndpoints
{
    public static void MapFavorites(this RouteGroupBuilder api)
    {
        var favorites = api.MapGroup("/articles/{slug}/favorite").WithTags("Favorites");
        favorites.MapPost("", SwitchOnAsync).WithName("CreateArticleFavorite").WithSummary("Make an article a favourite").RequireAuthorization().Fails(401, 404, 422);
        favorites.MapDelete("", SwitchOffAsync).WithName("DeleteArticleFavorite").WithSummary("Take an article from the favourites").RequireAuthorization().Fails(401, 404, 422);
    }

    private static Task<Results<Ok<ArticleResponse>, Error>> SwitchOnAsync(string slug, Caller caller, [AsParameters] FavoriteServices services) =>
        SwitchAsync(slug, caller, true, services);

    private static Task<Results<Ok<ArticleResponse>, Error>> SwitchOffAsync(string slug, Caller caller, [AsParameters] FavoriteServices services) =>
        SwitchAsync(slug, caller, false, services);

    private static async Task<Results<Ok<ArticleResponse>, Error>> SwitchAsync(string slug, Caller caller, bool on, FavoriteServices services)
    {
        if (!Slug.TryReadId(slug, out var id) || services.Shards.Find(id) is not { } shard) return Error.ArticleNotFound;

        if (await services.Lists.ChangeAsync(_ => shard.WriteAsync(FavoriteWrites.Switch(id, caller.Id, on))) is not { } article) return Error.ArticleNotFound;
        if (on) services.Bell.Ring(shard.Database.Primary);
        return TypedResults.Ok(ArticleResponse.Of(article));
    }
}
