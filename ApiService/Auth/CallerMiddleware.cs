using Conduit.ApiService.Contract;
using Conduit.ApiService.Users;
using Conduit.Data;
using Microsoft.AspNetCore.Authorization;

namespace Conduit.ApiService.Auth;

/// <summary>A token that came along must be good, also where none is needed; except where it plays no part, as at login.</summary>
internal sealed class CallerMiddleware(RequestDelegate next, Databases databases)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!TokenHeader.IsPresent(context.Request) || context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
        }
        else if (await FindAsync(context) is { } account)
        {
            context.Features.Set(account.ToCaller());
            await next(context);
        }
        else
        {
            await Error.TokenInvalid.ExecuteAsync(context);
        }
    }

    private async Task<AccountRow?> FindAsync(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } && Tokens.TryRead(context.User, out var id, out var version)
        && await databases.Accounts.ReadAsync(AccountQueries.ById(id), context.RequestAborted) is { } account && account.TokenVersion == version
            ? account
            : null;
}
