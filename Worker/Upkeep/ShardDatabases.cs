using Conduit.Data;

namespace Conduit.Worker.Upkeep;

internal static class ShardDatabases
{
    /// <summary>Whether this is the database of a shard and not the accounts database.</summary>
    public static bool IsShard(this Database database) => database.Name != "accounts";
}
