namespace Conduit.Data.Accounts;

/// <summary>Where one of the 256 logical shards lives. Ids name the logical shard, so moving it changes this row and no id.</summary>
public sealed class LogicalShard
{
    /// <summary>0 to 255, as in an id.</summary>
    public required short Id { get; init; }

    /// <summary>
    /// The number in the name of the connection string <c>conduit-0</c>, <c>conduit-1</c> …; null while it is kept for shards to come.
    /// </summary>
    public short? PhysicalShard { get; set; }

    /// <summary>How many accounts it holds; counted by a trigger.</summary>
    public long Users { get; set; }
}
