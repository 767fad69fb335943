namespace Conduit.Tests.Freshness;

/// <summary>The rules of docs/freshness.md that keep stale answers away. Each can be taken out, to see that it is needed.</summary>
public enum Rule
{
    None,

    /// <summary>A write commits only in the epoch that it was marked in.</summary>
    Fence,

    /// <summary>A replica must have replayed what was written before the epoch.</summary>
    Base,

    /// <summary>An epoch is published only by who withdrew the last one.</summary>
    Claim,

    /// <summary>A stamp is the highest position, not that of the last to end.</summary>
    Highest,

    /// <summary>The position of a write is read after its commit.</summary>
    PositionAfterCommit,

    /// <summary>A replica must have replayed the stamp.</summary>
    Gate,

    /// <summary>While a write is under way, the primary answers, and nothing kept does.</summary>
    PrimaryWhileMarked,

    /// <summary>What was kept in an epoch that has ended is not served.</summary>
    EpochOfEntry,

    /// <summary>What is kept is as old as a look that was had before it was read.</summary>
    LookBeforeFill,

    /// <summary>The end of a write counts as a change, too.</summary>
    EndIsChange,

    /// <summary>A mark has a name, so that who ends twice takes no other's away.</summary>
    Names,

    /// <summary>A write without stamps waits until no server relies on an older look at the row.</summary>
    WaitOfBypass,

    /// <summary>A write without stamps is sent only while the row says so: in an epoch that began meanwhile it must be marked.</summary>
    UnmarkedInBypassOnly,
}
