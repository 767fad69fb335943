namespace Conduit.Tests.Freshness;

/// <summary>
/// The rules of the lease protocol that prevent stale reads, with the numbers of docs/freshness.md. Each can be left out, to show
/// that it is needed.
/// </summary>
public enum Rule
{
    /// <summary>No rule is left out.</summary>
    None,

    /// <summary>Rule 1: the epoch's copy and its claim count only in the incarnation of Redis that they were written in.</summary>
    CopyBelongsToIncarnation,

    /// <summary>Rule 1: RENEW checks the incarnation also while the copy is withdrawn.</summary>
    RenewChecksIncarnationWhileWithdrawn,

    /// <summary>Rule 2: a follower that misses an event of the log joins again.</summary>
    GapMeansRejoin,

    /// <summary>Rule 3: a follower is registered in the same script that returns the state it starts from.</summary>
    JoinIsAtomic,

    /// <summary>Rule 3: each JOIN has a new follower id, so that a delayed RENEW of the old mirror is refused.</summary>
    JoinHasNewId,

    /// <summary>Rule 3: JOIN returns the marks of the writes under way.</summary>
    JoinReturnsMarks,

    /// <summary>Rule 3: JOIN returns the stamps.</summary>
    JoinReturnsStamps,

    /// <summary>Rule 3: JOIN returns the versions.</summary>
    JoinReturnsVersions,

    /// <summary>Rule 4: RENEW acknowledges only events that the mirror shows.</summary>
    AcknowledgesOnlyWhatIsApplied,

    /// <summary>Rule 4: an event is applied when it is applied to all of its slots.</summary>
    AcknowledgesWhenAllSlotsShowIt,

    /// <summary>Rule 4: RENEW of a forgotten follower is refused.</summary>
    ForgottenFollowerIsRefused,

    /// <summary>Rule 4: a published minimum names its epoch, so that it releases no write in another log.</summary>
    MinimumNamesItsEpoch,

    /// <summary>Rule 5: a lease counts from before RENEW or JOIN was sent, not from its reply.</summary>
    LeaseCountsFromSending,

    /// <summary>
    /// Rule 5: the clock of a lease goes on while the follower's machine is suspended. This is an assumption about the platform:
    /// on Linux CLOCK_BOOTTIME counts a suspend, CLOCK_MONOTONIC does not, and neither need count while a hypervisor holds a
    /// virtual machine.
    /// </summary>
    LeaseClockCountsSuspension,

    /// <summary>Rule 6: a dropped follower is forgotten only after its lease has ended.</summary>
    LeaseEndsBeforeForget,

    /// <summary>Rule 7: a hit needs a recent read of the row's epoch, equal to the mirror's.</summary>
    HitChecksRow,

    /// <summary>Rule 7: a hit checks the lease first, then the mirror.</summary>
    LeaseIsCheckedBeforeMirror,

    /// <summary>Rule 7: while a write is marked, only the primary answers.</summary>
    MarkedMeansPrimary,

    /// <summary>Rule 7: an entry counts only in the epoch that it was stored in.</summary>
    EntryNamesItsEpoch,

    /// <summary>Rule 8: the position of an entry is noted before its value is read.</summary>
    PositionIsNotedBeforeFill,

    /// <summary>Rule 9: a replica must have replayed the base of the epoch.</summary>
    ReplicaReplayedBase,

    /// <summary>Rule 9: a replica must have replayed the stamp.</summary>
    ReplicaReplayedStamp,

    /// <summary>Rule 10: a write waits until all followers have acknowledged its beginning.</summary>
    WriteWaitsForAcknowledgements,

    /// <summary>Rule 10: a write waits before it commits, not only before its client is answered.</summary>
    WriteWaitsBeforeCommit,

    /// <summary>Rule 10: a write commits only while the row has the epoch that it began in.</summary>
    WriteIsFenced,

    /// <summary>Rule 10: the LSN of a write is read after its commit.</summary>
    LsnIsReadAfterCommit,

    /// <summary>Rule 11: a mark is named after its write, so that a repeated END takes away no other.</summary>
    MarksHaveNames,

    /// <summary>Rule 11: a stamp is the highest LSN, not that of the last write to end.</summary>
    StampIsHighestLsn,

    /// <summary>Rule 11: END raises the version, as BEGIN does.</summary>
    EndRaisesVersion,

    /// <summary>Rule 12: a write without a mark waits until older reads of the row have lapsed.</summary>
    BypassWaitsForReadsOfRow,

    /// <summary>Rule 12: a write commits without a mark only while the row says bypass.</summary>
    UnmarkedOnlyUnderBypass,

    /// <summary>Rule 12: every bypass has its own name, so that a write that has waited under one does not commit under the next.</summary>
    BypassHasName,

    /// <summary>Rule 13: a new epoch is published only after Withdraw is acknowledged or older reads of the row have lapsed.</summary>
    PublishWaits,

    /// <summary>Rule 13: a new epoch is published only while its claim is the last.</summary>
    PublishNeedsClaim,

    /// <summary>Rule 13: a mirror that applies Withdraw is dead.</summary>
    MirrorDiesAtWithdraw,
}
