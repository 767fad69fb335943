using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.Authorization;

namespace Conduit.ApiService.Users.Sessions;

/// <summary>
/// Finds the account of a request's token. A token must be valid even where none is required, except at endpoints that ignore it, such as
/// sign-in.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, SessionValidator sessions)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!TokenHeader.IsPresent(context.Request)
            || context.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
        }
        else if (context.User.Identity is { IsAuthenticated: true } && Tokens.Read(context.User) is { } token
                 && await sessions.FindCallerAsync(token, context.RequestAborted) is { } caller)
        {
            context.Features.Set(caller);
            await next(context);
        }
        else
        {
            await Error.TokenInvalid.ExecuteAsync(context);
        }
    }
}
