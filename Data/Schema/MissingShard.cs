namespace Conduit.Data.Schema;

/// <summary>Describes a shard with data that has no connection string: fewer shards are configured than before.</summary>
internal static class MissingShard
{
    public static string Of(int shard) =>
        $"there is data on {DataOptions.ShardName(shard)}, whose connection string is missing: "
        + $"set ConnectionStrings__{DataOptions.ShardName(shard)} (AppHost: set Shards to {shard + 1})";
}
