namespace Conduit.Data.Ids;

/// <summary>
/// The layout of an id: 41 bits of milliseconds since 2024, 8 bits of logical shard, 4 bits of sequence. 53 bits in all, so that a
/// JavaScript number holds it exactly, and so that ids sort by time. The database function <c>new_id</c> makes them.
/// </summary>
public static class ConduitId
{
    /// <summary>How many logical shards an id can name.</summary>
    public const int LogicalShards = 1 << ShardBits;

    /// <summary>The highest id.</summary>
    public const long Max = (1L << 53) - 1;

    /// <summary>2024-01-01 as Unix time in milliseconds: the time of id 0.</summary>
    public const long StartMilliseconds = 1_704_067_200_000;

    private const int SequenceBits = 4;
    private const int ShardBits = 8;

    /// <summary>Makes an id for a past time, for which <c>new_id</c> makes no more ids.</summary>
    public static long Of(DateTime time, short logicalShard) =>
        ((new DateTimeOffset(time).ToUnixTimeMilliseconds() - StartMilliseconds) << (ShardBits + SequenceBits))
        | ((long)logicalShard << SequenceBits);

    /// <summary>The time at which the id was made.</summary>
    public static DateTime Time(long id) =>
        DateTimeOffset.FromUnixTimeMilliseconds(StartMilliseconds + (id >> (ShardBits + SequenceBits))).UtcDateTime;

    /// <summary>The logical shard of the object with the id.</summary>
    public static int LogicalShard(long id) => (int)(id >> SequenceBits) & (LogicalShards - 1);
}
