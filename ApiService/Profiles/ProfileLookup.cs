using Conduit.ApiService.Users;
using Conduit.Data;

namespace Conduit.ApiService.Profiles;

/// <summary>Finds the profiles of users of any shard, all at once.</summary>
internal static class ProfileLookup
{
    /// <summary>
    /// The profiles, and the shards that did not answer. Whom a shard does not know, or not now, the accounts database does: all but
    /// whether he is followed.
    /// </summary>
    public static async Task<(Dictionary<long, ProfileBody> Profiles, IReadOnlyList<int> Missing)> FindProfilesAsync(
        this Databases databases, IEnumerable<long> users, long caller, CancellationToken cancel)
    {
        long[] wanted = [.. users.Distinct()];
        var found = await databases.Shards.TryOwnersAsync(wanted, ids => ProfileQueries.ByIds(ids, caller), cancel);
        var profiles = found.Answers.SelectMany(rows => rows).ToDictionary(row => row.Id, row => row.Profile);
        if (profiles.Count == wanted.Length) return (profiles, found.Missing);

        long[] unknown = [.. wanted.Where(id => !profiles.ContainsKey(id))];
        foreach (var account in await databases.Accounts.ReadAsync(AccountQueries.ByIds(unknown), cancel))
            profiles[account.Id] = new ProfileBody(account.Username, account.Bio, account.Image, Following: false);
        return (profiles, found.Missing);
    }
}
