using Conduit.Data.Accounts;

namespace Conduit.ApiService.Auth;

/// <summary>Who sent the request, as the accounts database knows him now.</summary>
internal sealed record Caller(Account Account)
{
    /// <summary>The id of nobody: for queries that ask what is the caller's own.</summary>
    public const long Nobody = 0;

    public long Id => Account.Id;

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}
