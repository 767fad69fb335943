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

/// <summary>Makes and changes accounts: the row in accounts decides, then the profile on the user's shard follows.</summary>
internal sealed partial class Accounts(Databases databases, ILogger<Accounts> logger)
{
    private readonly Shards _shards = databases.Shards;

    /// <summary>The id of a new user, on the shard with the fewest; a shard that is away is passed over.</summary>
    public async Task<long> NewIdAsync(CancellationToken cancel)
    {
        var away = new List<short>();
        while (true)
        {
            var found = await databases.Accounts.OnPrimaryAsync(
                connection => Placement.EmptiestAsync(connection, _shards.All.Count, away, cancel), cancel);
            var place = found ?? throw new TimeoutException("No shard answers.");
            try
            {
                return await _shards.All[place.Physical].NewIdAsync(place.Logical, cancel);
            }
            catch (NpgsqlException e)
            {
                LogAway(place.Physical, e.Message);
                away.Add(place.Physical);
            }
        }
    }

    /// <summary>Null when the name or the address is taken.</summary>
    /// <exception cref="PostgresException">The request's key was used before.</exception>
    public async Task<AccountRow?> AddAsync(long id, string username, string email, string hash, NewSession session, RequestKey? key)
    {
        var add = AccountQueries.Add(id, username, email, hash, session, key);
        if (await TryAsync(() => databases.Accounts.WriteAsync(add)) is not { } account) return null;
        await CopyToShardAsync(account);
        return account;
    }

    /// <summary>Null when the name or the address is taken.</summary>
    public async Task<ChangedAccount?> UpdateAsync(Caller caller, UpdateUser user, string? hash)
    {
        var update = AccountQueries.Update(caller.Id, caller.Session, user, hash);
        if (await TryAsync(() => databases.Accounts.WriteAsync(update)) is not { } changed) return null;
        await CopyToShardAsync(changed.Account);
        return changed;
    }

    public async Task<Error> TakenAsync(string? username, string? email, long except)
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
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && !RequestKey.IsUsed(e))
        {
            return null;
        }
    }

    // The account has committed, with the job that copies the profile: a shard that does not answer delays the copy and fails nothing.
    private async Task CopyToShardAsync(AccountRow account)
    {
        try
        {
            await _shards.Of(account.Id).WriteAsync(ProfileRows.Ensure(account.ToProfile()));
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or ShardNotConfiguredException)
        {
            LogDelayed(account.Id, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} gets no new user, it is away: {Reason}")]
    private partial void LogAway(int shard, string reason);

    [LoggerMessage(LogLevel.Warning, "Shard of user {User} is unavailable; the job profile-ensured copies the profile later: {Reason}")]
    private partial void LogDelayed(long user, string reason);
}
