using Conduit.Data;

namespace Conduit.Worker.Upkeep;

internal static class ShardDatabases
{
    /// <summary>Whether it is a shard's database, not that of the accounts.</summary>
    public static bool IsShard(this Database database) => database.Name != "accounts";
}
