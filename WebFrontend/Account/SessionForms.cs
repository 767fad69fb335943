using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Forms;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Account;

/// <summary>The forms of the settings page that end sign-ins.</summary>
internal static class SessionForms
{
    public const string EndPath = "/settings/sessions/end";
    public const string EndAllPath = "/settings/sessions/end-all";

    public static void MapSessionForms(this WebApplication app)
    {
        app.MapPost(EndPath, EndAsync).RequireAuthorization().RequireForm();
        app.MapPost(EndAllPath, (Delegate)EndAllAsync).RequireAuthorization().RequireForm();
    }

    private static Task<Results<RedirectHttpResult, NotFound>> EndAsync([FromForm] string id, ConduitApi api) =>
        api.EndSessionAsync(id).BackToAsync("/settings#sessions");

    private static async Task<RedirectHttpResult> EndAllAsync(HttpContext context, ConduitApi api)
    {
        (await api.EndAllSessionsAsync()).OrThrow();
        await context.SignOutAsync();
        return TypedResults.LocalRedirect("/");
    }
}
