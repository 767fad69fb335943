using Conduit.WebFrontend.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Account;

internal static class SignOut
{
    public static void MapSignOut(this WebApplication app) => app.MapPost("/logout", (Delegate)SignOutAsync).RequireForm();

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync();
        return TypedResults.LocalRedirect("/");
    }
}
