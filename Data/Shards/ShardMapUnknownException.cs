namespace Conduit.Data.Shards;

/// <summary>The map of the shards was not read from the accounts database yet: the service is not ready.</summary>
public sealed class ShardMapUnknownException() : Exception("The map of the shards is not known yet.");
