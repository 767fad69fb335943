namespace Conduit.Tests.Freshness;

/// <summary>
/// The lease protocol of docs/freshness.md without one of its rules: what can happen next. Not modelled: writes that share some
/// slots and not others, replica reads of several slots, two Redis masters alive together, an old primary that still accepts
/// writes, LSNs that a promotion takes back.
/// </summary>
internal sealed partial class Protocol(Rule leftOut, World world, Successors successors)
{
    public State Start()
    {
        var start = State.Start;
        for (var index = 0; world.StartsAfterClaims && index < world.NewEpochs; index++) Claim(ref start, index);
        MakeCanonical(ref start);
        return start;
    }

    /// <summary>Replaces the successors by those of a state.</summary>
    public void AddSteps(in State from)
    {
        successors.Restart(from);
        ref readonly var state = ref successors.From;
        for (var index = 0; index < world.Writers; index++) AddWriterSteps(state, index);
        for (var index = 0; index < world.Followers; index++)
        {
            AddFollowerSteps(state, index);
            AddRegistrationSteps(state, index);
        }

        for (var index = 0; index < 2; index++) AddRenewalSteps(state, index);
        AddFaultSteps(state);

        // What the primary has is the most that any client can be given: this read stands for all others.
        if (state.Seen < state.Value) successors.Add($"a client reads {state.Value} from the primary").Seen = state.Value;
        if (world.HasReplica && state.Replayed < state.Lsn) successors.Add($"the replica replays {state.Replayed + 1}").Replayed++;
    }

    private static char Name(int follower) => (char)('A' + follower);

    private bool Has(Rule rule) => rule != leftOut;

    private bool IsCopyValid(in State state) => state.Redis.Copy != Epoch.None && IsCopyOfIncarnation(state);

    private bool IsCopyOfIncarnation(in State state) =>
        state.Redis.CopyIncarnation == state.Incarnation || !Has(Rule.CopyBelongsToIncarnation);

    /// <summary>No writer is between its check of the row and its commit.</summary>
    private bool IsExclusiveLockFree(in State state) =>
        !Has(Rule.WriteIsFenced)
        || (state.Writers[0].Phase != WriterPhase.InTransaction && state.Writers[1].Phase != WriterPhase.InTransaction);

    /// <summary>After a wait, no server relies on an older read of the row.</summary>
    private void LapseReadsOfRow(ref State state, byte except = Epoch.None)
    {
        for (var index = 0; index < world.Followers; index++)
        {
            ref var follower = ref state.Followers[index];
            if (follower.Row != state.Row && follower.Row != except && ClockGoesOn(follower)) follower.Row = Epoch.None;
        }
    }

    private bool ClockGoesOn(in Follower follower) => !follower.IsSuspended || Has(Rule.LeaseClockCountsSuspension);

    /// <summary>The log and the follower set are about to be replaced.</summary>
    private void LoseLog(ref State state)
    {
        if (!Has(Rule.MinimumNamesItsEpoch)) state.EarlierMinimum = Math.Max(state.EarlierMinimum, state.Redis.Minimum());
    }
}
