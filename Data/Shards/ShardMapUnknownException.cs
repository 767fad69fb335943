namespace Conduit.Data.Shards;

/// <summary>The accounts database has not yet told where the shards are: the service is not ready.</summary>
public sealed class ShardMapUnknownException() : Exception("The map of the shards is not known yet.");
