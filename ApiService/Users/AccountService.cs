using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Users.Sessions;
using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Data.Articles;
using Conduit.Data.Idempotency;
using Conduit.Data.Shards;
using Npgsql;

namespace Conduit.ApiService.Users;

/// <summary>Creates and changes accounts: first the row in the accounts database, then the profile on the user's shard.</summary>
internal sealed partial class AccountService(Databases databases, ILogger<AccountService> logger)
{
    private readonly Shards _shards = databases.Shards;

    /// <summary>Creates the id of a new user, on the shard with the fewest users; unavailable shards are skipped.</summary>
    public async Task<long> NewIdAsync(CancellationToken cancellationToken)
    {
        var unavailable = new List<short>();
        while (true)
        {
            var found = await databases.Accounts.OnPrimaryAsync(
                connection => Placement.EmptiestAsync(connection, _shards.All.Count, unavailable, cancellationToken),
                cancellationToken);
            var place = found ?? throw new TimeoutException("No shard answers.");
            try
            {
                return await _shards.All[place.Physical].NewIdAsync(place.Logical, cancellationToken);
            }
            catch (NpgsqlException e)
            {
                LogUnavailable(place.Physical, e.Message);
                unavailable.Add(place.Physical);
            }
        }
    }

    /// <summary>Null when the name or the e-mail address is taken.</summary>
    /// <exception cref="PostgresException">The request's key was used before.</exception>
    public async Task<AccountRow?> AddAsync(long id, string username, string email, string hash, NewSession session, IdempotencyKey? key)
    {
        var add = AccountQueries.Add(id, username, email, hash, session, key);
        if (await TryAsync(() => databases.Accounts.WriteAsync(add)) is not { } account) return null;
        await CopyToShardAsync(account);
        return account;
    }

    /// <summary>Null when the name or the e-mail address is taken.</summary>
    public async Task<ChangedAccount?> UpdateAsync(Caller caller, UpdateUser user, string? hash)
    {
        var update = AccountQueries.Update(caller.Id, caller.Session, user, hash);
        if (await TryAsync(() => databases.Accounts.WriteAsync(update)) is not { } changed) return null;
        await CopyToShardAsync(changed.Account);
        return changed;
    }

    /// <summary>Finds out which of a name and an e-mail address are taken, and returns the error that names them.</summary>
    public async Task<Error> FindConflictErrorAsync(string? username, string? email, long except)
    {
        var taken = await databases.Accounts.ReadAsync(AccountQueries.Taken(username, email, except), CancellationToken.None);
        var fields = new List<string>();
        if (taken.Exists(row => row.Name)) fields.Add("username");
        if (taken.Exists(row => row.Email)) fields.Add("email");
        return Error.Taken(fields);
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T?>> write)
        where T : class
    {
        try
        {
            return await write();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && !IdempotencyKey.IsUsed(e))
        {
            return null;
        }
    }

    // The account has committed, with the job that copies the profile: a shard that does not answer delays the copy and fails nothing.
    private async Task CopyToShardAsync(AccountRow account)
    {
        try
        {
            await _shards.Of(account.Id).WriteAsync(ProfileRows.Copy(account.ToProfile()));
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or ShardNotConfiguredException)
        {
            LogDelayed(account.Id, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} is unavailable and gets no new users: {Reason}")]
    private partial void LogUnavailable(int shard, string reason);

    [LoggerMessage(LogLevel.Warning, "Shard of user {User} is unavailable; a job copies the profile later: {Reason}")]
    private partial void LogDelayed(long user, string reason);
}
