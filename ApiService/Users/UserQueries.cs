using Conduit.Data.Accounts;
using Conduit.Data.Articles;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;

namespace Conduit.ApiService.Users;

internal static class UserQueries
{
    private static readonly Func<AccountsContext, string, Task<Account?>> ByEmail = EF.CompileAsyncQuery(
        (AccountsContext accounts, string key) => accounts.Accounts.TagWith("account by email").AsNoTracking().SingleOrDefault(account => account.EmailKey == key));

    private static readonly Func<ShardContext, long, Task<Profile?>> ById = EF.CompileAsyncQuery(
        (ShardContext shard, long id) => shard.Profiles.TagWith("profile by id").AsNoTracking().SingleOrDefault(profile => profile.UserId == id));

    public static Task<Account?> FindByEmailAsync(this AccountsContext accounts, string email) => ByEmail(accounts, Account.KeyOf(email));

    /// <summary>Null for a moment after a registration whose shard went away in the middle of it.</summary>
    public static async Task<Profile?> FindProfileAsync(this ShardContext shard, long id)
    {
        await using (shard) return await ById(shard, id);
    }

    /// <summary>Which of the name and the address somebody has already.</summary>
    public static async Task<List<string>> FindTakenAsync(this AccountsContext accounts, Account account)
    {
        var clashes = await accounts.Accounts.TagWith("accounts in the way").AsNoTracking()
            .Where(other => other.UsernameKey == account.UsernameKey || other.EmailKey == account.EmailKey)
            .Select(other => new { other.UsernameKey, other.EmailKey })
            .ToListAsync();
        var taken = new List<string>();
        if (clashes.Exists(clash => clash.UsernameKey == account.UsernameKey)) taken.Add("username");
        if (clashes.Exists(clash => clash.EmailKey == account.EmailKey)) taken.Add("email");
        return taken;
    }
}
