using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Forms;
using Conduit.WebFrontend.Layout;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Follows;

/// <summary>The forms that follow and unfollow a user; each returns to the page that it was sent from.</summary>
internal static class FollowEndpoints
{
    public static void MapFollows(this WebApplication app)
    {
        var profile = app.MapGroup("/profile/{username}").RequireAuthorization().RequireForm();
        profile.MapPost("/follow", FollowAsync);
        profile.MapPost("/unfollow", UnfollowAsync);
    }

    private static Task<Results<RedirectHttpResult, NotFound>> FollowAsync(
        string username, [FromForm] string? returnUrl, ConduitApi api) =>
        api.FollowAsync(Links.Unescape(username)).BackToAsync(returnUrl);

    private static Task<Results<RedirectHttpResult, NotFound>> UnfollowAsync(
        string username, [FromForm] string? returnUrl, ConduitApi api) =>
        api.UnfollowAsync(Links.Unescape(username)).BackToAsync(returnUrl);
}
