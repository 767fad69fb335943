using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Forms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Articles;

/// <summary>The forms that favorite and unfavorite an article; each returns to the page that it was sent from.</summary>
internal static class Favorites
{
    public static void MapFavorites(this WebApplication app)
    {
        var article = app.MapGroup("/article/{slug}").RequireAuthorization().RequireForm();
        article.MapPost("/favorite", FavoriteAsync);
        article.MapPost("/unfavorite", UnfavoriteAsync);
    }

    private static Task<Results<RedirectHttpResult, NotFound>> FavoriteAsync(
        string slug, [FromForm] string? returnUrl, ConduitApi api) => api.FavoriteAsync(slug).BackToAsync(returnUrl);

    private static Task<Results<RedirectHttpResult, NotFound>> UnfavoriteAsync(
        string slug, [FromForm] string? returnUrl, ConduitApi api) => api.UnfavoriteAsync(slug).BackToAsync(returnUrl);
}
