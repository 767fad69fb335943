using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.Data.Idempotency;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Favorites;

internal static class FavoriteEndpoints
{
    public static void MapFavorites(this RouteGroupBuilder api)
    {
        var favorites = api.MapGroup("/articles/{slug}/favorite")
            .WithTags("Favorites")
            .RequireAuthorization()
            .ProducesErrors(401, 404, 422);
        favorites.MapPost("", AddAsync)
            .WithName("CreateArticleFavorite")
            .WithSummary("Add an article to the favourites")
            .AcceptsIdempotencyKey();
        favorites.MapDelete("", RemoveAsync)
            .WithName("DeleteArticleFavorite")
            .WithSummary("Remove an article from the favourites");
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> AddAsync(string slug, Caller caller, HttpContext http, Shards shards)
    {
        if (shards.Find(slug) is not var (shard, id)) return Error.ArticleNotFound;
        var favorite = await shard.Database.WriteOnceAsync(
            FavoriteWrites.SwitchOn(id, caller.Id, http.IdempotencyKey()), article => ArticleQueries.ById(article, caller.Id));
        return favorite.ToResponse(article => TypedResults.Ok(ArticleResponse.Of(article)), Error.ArticleNotFound);
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> RemoveAsync(string slug, Caller caller, Shards shards) =>
        shards.Find(slug) is var (shard, id) && await shard.WriteAsync(FavoriteWrites.SwitchOff(id, caller.Id)) is { } article
            ? TypedResults.Ok(ArticleResponse.Of(article))
            : Error.ArticleNotFound;
}
