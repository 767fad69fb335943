using Conduit.ApiService.Auth;
using Conduit.ApiService.Users;
using Conduit.Data;

namespace Conduit.ApiService.Profiles;

/// <summary>Finds the profiles of users on any shard, in one round of parallel queries.</summary>
internal static class ProfileLookup
{
    /// <summary>
    /// Returns the profiles, and the shards that are unavailable. A profile that a shard does not have, or cannot return now, comes from
    /// the accounts database, and whether the caller follows the user comes from the caller's shard.
    /// </summary>
    public static async Task<(Dictionary<long, ProfileBody> Profiles, IReadOnlyList<int> Missing)> FindProfilesAsync(
        this Databases databases, IEnumerable<long> users, long caller, CancellationToken cancellationToken)
    {
        long[] wanted = [.. users.Distinct()];
        var found = await databases.Shards.TryQueryOwnersAsync(wanted, ids => ProfileQueries.ByIds(ids, caller), cancellationToken);
        var profiles = found.Answers.SelectMany(rows => rows).ToDictionary(row => row.Id, row => row.Profile);
        if (profiles.Count == wanted.Length) return (profiles, found.Missing);

        long[] unknown = [.. wanted.Where(id => !profiles.ContainsKey(id))];
        var followed = caller == Caller.Anonymous
            ? []
            : await databases.Shards.Of(caller).ReadAsync(ProfileQueries.FollowedAmong(caller, unknown), cancellationToken);
        foreach (var account in await databases.Accounts.ReadAsync(AccountQueries.ByIds(unknown), cancellationToken))
            profiles[account.Id] = ProfileBody.Of(account, followed.Contains(account.Id));
        return (profiles, found.Missing);
    }
}
