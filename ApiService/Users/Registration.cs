using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Data.Articles;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conduit.ApiService.Users;

/// <summary>Makes an account: its id on the shard with the fewest users, its row in accounts, its profile on the shard.</summary>
internal sealed partial class Registration(AccountsContext accounts, Databases databases, Shards shards, JobBell bell, ILogger<Registration> logger)
{
    /// <summary>The id of a new user; a shard that is away is passed over.</summary>
    public async Task<long> NewUserIdAsync(CancellationToken cancel)
    {
        var away = new List<short>();
        while (true)
        {
            var place = await Placement.EmptiestAsync(databases.Accounts.Primary, away, cancel) ?? throw new TimeoutException("No shard answers.");
            try
            {
                return await shards.All[place.Physical].NewIdAsync(place.Logical, cancel);
            }
            catch (NpgsqlException e)
            {
                LogAway(place.Physical, e.Message);
                away.Add(place.Physical);
            }
        }
    }

    /// <summary>False when the name or the address is taken.</summary>
    public async Task<bool> TryAddAsync(Account account, CancellationToken cancel)
    {
        accounts.Accounts.Add(account);
        accounts.Enqueue(JobKinds.ProfileEnsured, new ProfileEnsured(account.Id, account.Username, account.ProfileVersion));
        try
        {
            await accounts.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            accounts.ChangeTracker.Clear();
            return false;
        }

        await AddProfileAsync(account);
        bell.Ring(databases.Accounts.Primary);
        return true;
    }

    // The account is there whatever becomes of this, and the job makes sure of the profile.
    private async Task AddProfileAsync(Account account)
    {
        try
        {
            await ProfileRows.EnsureAsync(shards.Of(account.Id), account.Id, account.Username, account.ProfileVersion, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException })
        {
            LogLater(account.Id, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} gets no new user, it is away: {Reason}")]
    private partial void LogAway(int shard, string reason);

    [LoggerMessage(LogLevel.Warning, "The profile of user {User} comes later, its shard is away: {Reason}")]
    private partial void LogLater(long user, string reason);
}
