using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Account;

internal static class SignOut
{
    public static void MapSignOut(this WebApplication app) => app.MapPost("/logout", (Delegate)SignOutAsync).RequireForm();

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, ConduitApi api, Session session)
    {
        // Without an answer the browser forgets the session all the same, and it expires.
        if (session.Token is not null)
        {
            try
            {
                await api.SignOutAsync();
            }
            catch (SessionEndedException)
            {
                // It was ended elsewhere.
            }
        }

        await context.SignOutAsync();
        return TypedResults.LocalRedirect("/");
    }
}
