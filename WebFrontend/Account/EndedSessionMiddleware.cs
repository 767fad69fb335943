using Conduit.WebFrontend.Api;
using Microsoft.AspNetCore.Authentication;

namespace Conduit.WebFrontend.Account;

/// <summary>Signs the visitor out when the API refuses the token, then shows the anonymous page or the sign-in page.</summary>
internal sealed class EndedSessionMiddleware(RequestDelegate next)
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
