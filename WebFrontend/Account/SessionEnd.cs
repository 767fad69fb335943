using Conduit.WebFrontend.Api;
using Microsoft.AspNetCore.Authentication;

namespace Conduit.WebFrontend.Account;

/// <summary>When the API no longer takes the token: signs the visitor out and shows the page as anybody sees it, or asks to sign in.</summary>
internal sealed class SessionEnd(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (SessionEndedException) when (!context.Response.HasStarted)
        {
            var request = context.Request;
            context.Response.Clear();
            await context.SignOutAsync();
            context.Response.Redirect(HttpMethods.IsGet(request.Method) ? request.PathBase + request.Path + request.QueryString : "/login");
        }
    }
}
