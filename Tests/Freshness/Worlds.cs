namespace Conduit.Tests.Freshness;

/// <summary>
/// The worlds that are small enough for a test, of about a million states at most. Larger ones would take minutes and gigabytes,
/// and are left out: two writers and two followers (3 million states without any fault), bypass by two writers from the beginning
/// (12 million), two new epochs with promotion and deaths (13 million) or with two writers (13 million), two writers, a replica
/// and the death of Redis (32 million), failover of Redis with two followers (54 million) or two writers (never exhausted).
/// </summary>
internal static class Worlds
{
    public static readonly World Smallest = new("one writer, one follower")
    {
        WritersDie = true,
        HitsTakeTwoSteps = true,
    };

    public static readonly World TwoFollowers = new("two followers")
    {
        Followers = 2,
        WritersDie = true,
    };

    public static readonly World TwoWriters = new("two writers")
    {
        Writers = 2,
    };

    public static readonly World RepeatedEnds = new("two writers, repeated ENDs, deaths")
    {
        Writers = 2,
        HasReplica = false,
        WritersDie = true,
        EndsAreRepeated = true,
    };

    public static readonly World NewEpoch = new("a new epoch")
    {
        NewEpochs = 1,
        WritersDie = true,
    };

    public static readonly World NewEpochWithTwoFollowers = new("a new epoch, two followers")
    {
        Followers = 2,
        NewEpochs = 1,
        HasReplica = false,
    };

    public static readonly World NewEpochWithTwoWriters = new("a new epoch, two writers")
    {
        Writers = 2,
        NewEpochs = 1,
        HasReplica = false,
    };

    public static readonly World Bypass = new("bypass, a new epoch")
    {
        NewEpochs = 1,
        WritersBypass = true,
    };

    public static readonly World BypassByTwo = new("bypass by two writers, a new epoch that is already claimed")
    {
        Writers = 2,
        NewEpochs = 1,
        StartsAfterClaims = true,
        HasReplica = false,
        WritersBypass = true,
    };

    public static readonly World TwoClaims = new("two writers, two new epochs that are already claimed")
    {
        Writers = 2,
        NewEpochs = 2,
        StartsAfterClaims = true,
        HasReplica = false,
    };

    public static readonly World RedisDies = new("Redis dies, drops in two steps, bypass, a new epoch")
    {
        NewEpochs = 1,
        DropsTakeTwoSteps = true,
        WritersBypass = true,
        RedisDies = true,
    };

    public static readonly World RedisDiesWithTwoNewEpochs = new("Redis dies, two new epochs")
    {
        NewEpochs = 2,
        HasReplica = false,
        RedisDies = true,
    };

    public static readonly World Promotion = new("the database's standby is promoted, Redis dies, deaths, a new epoch")
    {
        NewEpochs = 1,
        WritersDie = true,
        RedisDies = true,
        DatabaseIsPromoted = true,
    };

    public static readonly World Failover = new("Redis fails over")
    {
        WritersDie = true,
        RedisFailsOver = true,
    };

    public static readonly World FailoverWithNewEpoch = new("Redis fails over, bypass, a new epoch")
    {
        NewEpochs = 1,
        HasReplica = false,
        WritersBypass = true,
        RedisFailsOver = true,
    };

    public static readonly World Suspension = new("machines are suspended, Redis dies, a new epoch")
    {
        NewEpochs = 1,
        RedisDies = true,
        MachinesAreSuspended = true,
    };

    public static readonly World TwoSlots = new("two slots, a new epoch, deaths")
    {
        NewEpochs = 1,
        HasReplica = false,
        WritersDie = true,
        HasTwoSlots = true,
    };

    public static readonly World TwoSlotsWithTwoWriters = new("two slots, two writers")
    {
        Writers = 2,
        HasReplica = false,
        HasTwoSlots = true,
    };

    public static readonly World SecondSlot = new("two slots, an entry that depends on the second alone")
    {
        HasReplica = false,
        WritersDie = true,
        HasTwoSlots = true,
        EntryHasSecondSlotAlone = true,
    };

    public static readonly World[] All =
    [
        Smallest, TwoFollowers, TwoWriters, RepeatedEnds, NewEpoch, NewEpochWithTwoFollowers, NewEpochWithTwoWriters, Bypass,
        BypassByTwo, TwoClaims, TwoSlots, TwoSlotsWithTwoWriters, SecondSlot, RedisDies, RedisDiesWithTwoNewEpochs, Promotion,
        Failover, FailoverWithNewEpoch, Suspension,
    ];

    /// <summary>The smallest of the worlds in which the promise is broken when the rule is left out.</summary>
    public static World Needing(Rule rule) => rule switch
    {
        Rule.JoinHasNewId or Rule.MinimumNamesItsEpoch or Rule.HitChecksRow or Rule.EntryNamesItsEpoch or Rule.ReplicaReplayedBase
            or Rule.WriteIsFenced or Rule.PublishWaits or Rule.MirrorDiesAtWithdraw => NewEpoch,
        Rule.BypassWaitsForReadsOfRow or Rule.UnmarkedOnlyUnderBypass => Bypass,
        Rule.BypassHasName => BypassByTwo,
        Rule.CopyBelongsToIncarnation => Failover,
        Rule.RenewChecksIncarnationWhileWithdrawn => FailoverWithNewEpoch,
        Rule.LeaseClockCountsSuspension => Suspension,
        Rule.AcknowledgesWhenAllSlotsShowIt => SecondSlot,
        Rule.MarksHaveNames => RepeatedEnds,
        Rule.PublishNeedsClaim => TwoClaims,
        Rule.StampIsHighestLsn => TwoWriters,
        _ => Smallest,
    };
}
