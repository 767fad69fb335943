using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.Data.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Favorites;

internal static class FavoriteEndpoints
{
    public static void MapFavorites(this RouteGroupBuilder api)
    {
        var favorites = api.MapGroup("/articles/{slug}/favorite").WithTags("Favorites");
        favorites.MapPost("", SwitchOnAsync)
            .WithName("CreateArticleFavorite")
            .WithSummary("Make an article a favourite")
            .RequireAuthorization()
            .TakesKey()
            .ProducesErrors(401, 404, 422);
        favorites.MapDelete("", SwitchOffAsync)
            .WithName("DeleteArticleFavorite")
            .WithSummary("Take an article from the favourites")
            .RequireAuthorization()
            .ProducesErrors(401, 404, 422);
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> SwitchOnAsync(
        string slug, Caller caller, HttpContext http, [AsParameters] FavoriteServices services)
    {
        var check = new Validation();
        var key = services.Keys.Read(http, caller.Id, check);
        if (check.Error is { } error) return error;
        if (!Slug.TryReadId(slug, out var id) || services.Shards.Find(id) is not { } shard) return Error.ArticleNotFound;

        var switched = await key.ExecuteOnceAsync(
            shard.Database,
            () => shard.WriteAsync(FavoriteWrites.SwitchOn(id, caller.Id, key)),
            article => ArticleQueries.ById(article, caller.Id));
        if (switched.Error is { } used) return used;
        if (switched.Value is not { } row) return Error.ArticleNotFound;
        services.Notifier.Ring(shard.Database.Primary);
        return TypedResults.Ok(ArticleResponse.Of(row));
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> SwitchOffAsync(
        string slug, Caller caller, [AsParameters] FavoriteServices services) =>
        Slug.TryReadId(slug, out var id) && services.Shards.Find(id) is { } shard
        && await shard.WriteAsync(FavoriteWrites.SwitchOff(id, caller.Id)) is { } article
            ? TypedResults.Ok(ArticleResponse.Of(article))
            : Error.ArticleNotFound;
}
