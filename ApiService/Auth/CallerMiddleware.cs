using Conduit.ApiService.Contract;
using Conduit.Data.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Conduit.ApiService.Auth;

/// <summary>A token that came along must be good, also where none is needed; except where it plays no part, as at login.</summary>
internal sealed class CallerMiddleware(RequestDelegate next)
{
    private static readonly Func<AccountsContext, long, Task<Account?>> Find = EF.CompileAsyncQuery(
        (AccountsContext accounts, long id) => accounts.Accounts.TagWith("account of the token").AsNoTracking().SingleOrDefault(account => account.Id == id));

    public async Task InvokeAsync(HttpContext context, AccountsContext accounts)
    {
        if (!TokenHeader.IsPresent(context.Request) || context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
        }
        else if (await FindAsync(context, accounts) is { } account)
        {
            context.Features.Set(new Caller(account));
            await next(context);
        }
        else
        {
            await Error.TokenInvalid.ExecuteAsync(context);
        }
    }

    private static async Task<Account?> FindAsync(HttpContext context, AccountsContext accounts) =>
        context.User.Identity is { IsAuthenticated: true } && Tokens.TryRead(context.User, out var id, out var version)
        && await Find(accounts, id) is { } account && account.TokenVersion == version
            ? account
            : null;
}
