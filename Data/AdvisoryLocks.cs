namespace Conduit.Data;

/// <summary>
/// The ids of advisory locks in the application's databases: arbitrary, unique in a database. They must not change while two builds run
/// side by side, nor at all where an applied migration contains them.
/// </summary>
/// <remarks>The function <c>new_id</c> of the shards has one more, 1768187955 with the logical shard.</remarks>
public static class AdvisoryLocks
{
    /// <summary>Held by the process that migrates a database.</summary>
    public const long Migration = 0x436f6e6475697401;

    /// <summary>Held by the process that adds sample data.</summary>
    public const long Seed = 0x436f6e6475697402;

    /// <summary>Shared by writes, exclusive for a change of the epoch; the function <c>enter_epoch</c> contains it, too.</summary>
    internal const string Epoch = "1702130536";
}
