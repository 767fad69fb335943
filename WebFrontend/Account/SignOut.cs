using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Forms;
using Conduit.WebFrontend.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Account;

internal static class SignOut
{
    public static void MapSignOut(this WebApplication app) => app.MapPost("/logout", (Delegate)SignOutAsync).RequireForm();

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, ConduitApi api, Session session)
    {
        // Without a response from the API, the cookie is deleted all the same, and the session expires later.
        if (session.Token is not null)
        {
            try
            {
                await api.SignOutAsync();
            }
            catch (SessionEndedException)
            {
                // The session has already ended.
            }
        }

        await context.SignOutAsync();
        return TypedResults.LocalRedirect("/");
    }
}
