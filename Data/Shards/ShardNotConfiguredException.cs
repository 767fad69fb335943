namespace Conduit.Data.Shards;

/// <summary>Data is on a shard that this process has no connection string for: the shard was added after the process started.</summary>
public sealed class ShardNotConfiguredException(int shard)
    : Exception(
        $"The process has no connection string {DataOptions.ShardName(shard)}: "
        + $"set ConnectionStrings__{DataOptions.ShardName(shard)} and restart it.");
