using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Articles;

/// <summary>How a profile comes to its shard: right after the accounts commit, and by a job that makes sure of it.</summary>
public static class ProfileRows
{
    /// <summary>Makes the profile, or gives it the name unless it has a newer one. Doing it twice or late is harmless.</summary>
    public static async Task EnsureAsync(Shard shard, long userId, string username, int version, CancellationToken cancel)
    {
        await using var context = shard.Write();
        await context.Database.ExecuteSqlAsync(
            $"""
             -- profile ensured
             insert into profiles (user_id, username, version) values ({userId}, {username}, {version})
             on conflict (user_id) do update set username = excluded.username, version = excluded.version
             where profiles.version < excluded.version
             """,
            cancel);
    }
}
