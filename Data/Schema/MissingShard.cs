namespace Conduit.Data.Schema;

/// <summary>Data lies on a shard that no connection string leads to: fewer shards are configured than there were.</summary>
internal static class MissingShard
{
    public static string Of(int shard) =>
        $"there is data on {DataOptions.ShardName(shard)}, whose connection string is missing: set ConnectionStrings__{DataOptions.ShardName(shard)} (AppHost: set Shards to {shard + 1})";
}
