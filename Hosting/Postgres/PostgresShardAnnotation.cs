namespace Conduit.Hosting.Postgres;

/// <summary>The shard that a node is part of, for those who write it down for a platform.</summary>
/// <param name="Name">The shard's name.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Access">The roles of the cluster.</param>
/// <param name="Replication">What an acknowledged write has reached.</param>
internal sealed record PostgresShardAnnotation(
    string Name, PostgresShard Shard, PostgresAccess Access, ReplicationSettings Replication) : IResourceAnnotation;
