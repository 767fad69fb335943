namespace Conduit.Data.Accounts;

/// <summary>
/// The location of one of the 256 logical shards. Ids contain the logical shard, so moving it changes this row and no id.
/// </summary>
public sealed class LogicalShard
{
    /// <summary>0 to 255, as in an id.</summary>
    public required short Id { get; init; }

    /// <summary>
    /// The number in the name of the connection string <c>conduit-0</c>, <c>conduit-1</c> …; null while it is reserved for future shards.
    /// </summary>
    public short? PhysicalShard { get; set; }

    /// <summary>The number of its accounts; maintained by a trigger.</summary>
    public long Users { get; set; }
}
