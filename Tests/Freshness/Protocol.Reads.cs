namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    private void AddReadSteps(in State state, int index)
    {
        switch (state.Entry.Phase)
        {
            case EntryPhase.None when state.Followers[index].HasMirror:
                AddFirstReadSteps(state, index);
                break;

            case EntryPhase.Filling when state.Entry.Reader == index:
                AddStoreStep(state, index);
                break;

            case EntryPhase.ReadFromReplica when state.Entry.Reader == index && CanAnswerFromReplica(state, index):
                AddReplicaAnswerStep(state, index);
                break;

            case EntryPhase.Stored or EntryPhase.HitUnderWay or EntryPhase.FirstSlotChecked when world.HasTwoSlots:
                AddHitStepsOfTwoSlots(state, index);
                break;

            case EntryPhase.Stored or EntryPhase.HitUnderWay:
                AddHitSteps(state, index);
                break;
        }
    }

    private void AddFirstReadSteps(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        var name = Name(index);
        var fill = new Entry { Phase = EntryPhase.Filling, Reader = (byte)index, Epoch = follower.Epoch };
        if (Has(Rule.PositionIsNotedBeforeFill))
            successors.Add($"{name} notes position {follower.Position}, to fill").Entry = fill with { Position = follower.Position };
        else
            successors.Add($"{name} reads {state.Value} from the primary, to fill").Entry = fill with { Value = state.Value };
        if (!world.HasReplica) return;

        successors.Add($"{name} reads {state.ReplicaValue} from the replica at {state.Replayed}").Entry = new()
        {
            Phase = EntryPhase.ReadFromReplica,
            Reader = (byte)index,
            SeenBefore = state.Seen,
            Replayed = state.Replayed,
            Value = state.ReplicaValue,
            Position = follower.Position,
            Epoch = follower.Epoch,
        };
    }

    private void AddStoreStep(in State state, int index)
    {
        var entry = state.Entry with { Phase = EntryPhase.Stored, Reader = 0 };
        if (Has(Rule.PositionIsNotedBeforeFill))
        {
            successors.Add($"{Name(index)} reads {state.Value} from the primary and stores it").Entry = entry with { Value = state.Value };
            return;
        }

        ref readonly var follower = ref state.Followers[index];
        var position = follower.Epoch == entry.Epoch ? follower.Position : (byte)0;
        successors.Add($"{Name(index)} stores {entry.Value} at position {position}").Entry = entry with { Position = position };
    }

    private bool CanAnswerFromReplica(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        ref readonly var entry = ref state.Entry;
        return IsLeaseGood(follower) && follower.Epoch == entry.Epoch && IsUnmarked(follower)
            && (!Has(Rule.ReplicaReplayedBase) || entry.Replayed >= follower.Base)
            && (!Has(Rule.ReplicaReplayedStamp) || entry.Replayed >= follower.Stamp);
    }

    private void AddReplicaAnswerStep(in State state, int index)
    {
        ref readonly var entry = ref state.Entry;
        var isStale = entry.Value < entry.SeenBefore;
        ref var next = ref isStale
            ? ref successors.Add($"{Name(index)} answers {entry.Value} from the replica, but more was seen")
            : ref successors.Add($"{Name(index)} answers {entry.Value} from the replica and stores it");
        next.IsStale = isStale;
        next.Entry = new() { Phase = EntryPhase.Stored, Value = entry.Value, Position = entry.Position, Epoch = entry.Epoch };
    }

    /// <summary>A hit that returns the newest value changes nothing, so only a stale one is a step.</summary>
    private void AddHitSteps(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        ref readonly var entry = ref state.Entry;
        var leaseFirst = Has(Rule.LeaseIsCheckedBeforeMirror);
        var isLeaseGood = IsLeaseGood(follower);
        var isMirrorGood = IsMirrorGood(follower, entry);
        if (entry.Phase == EntryPhase.Stored)
        {
            if (isLeaseGood && isMirrorGood && entry.Value < state.Seen)
                successors.Add($"{Name(index)} answers {entry.Value} from the cache, but more was seen").IsStale = true;
            if (!world.HitsTakeTwoSteps || !(leaseFirst ? isLeaseGood : isMirrorGood)) return;

            ref var next = ref successors.Add($"{Name(index)} has checked its {(leaseFirst ? "lease" : "mirror")}").Entry;
            next.Phase = EntryPhase.HitUnderWay;
            next.Reader = (byte)index;
            next.SeenBefore = state.Seen;
        }
        else if (entry.Reader == index && (leaseFirst ? isMirrorGood : isLeaseGood) && entry.Value < entry.SeenBefore)
        {
            successors.Add($"{Name(index)} answers {entry.Value} from the cache, but more was seen").IsStale = true;
        }
    }

    private void AddHitStepsOfTwoSlots(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        ref readonly var entry = ref state.Entry;
        var name = Name(index);
        switch (entry.Phase)
        {
            case EntryPhase.Stored when IsLeaseGood(follower):
                ref var next = ref successors.Add($"{name} has checked its lease").Entry;
                next.Phase = world.EntryHasSecondSlotAlone ? EntryPhase.FirstSlotChecked : EntryPhase.HitUnderWay;
                next.Reader = (byte)index;
                next.SeenBefore = state.Seen;
                break;

            case EntryPhase.HitUnderWay when entry.Reader == index && IsMirrorGood(FirstSlot(follower), entry):
                successors.Add($"{name} has checked the first slot").Entry.Phase = EntryPhase.FirstSlotChecked;
                break;

            case EntryPhase.FirstSlotChecked when entry.Reader == index && IsMirrorGood(follower, entry) && entry.Value < entry.SeenBefore:
                successors.Add($"{name} answers {entry.Value} from the cache, but more was seen").IsStale = true;
                break;
        }
    }

    private Follower FirstSlot(Follower follower)
    {
        if (follower.IsApplying) Apply(ref follower, follower.Applying);
        return follower;
    }

    private bool IsLeaseGood(in Follower follower) =>
        follower.Epoch != Epoch.None && follower.HasLease && (!Has(Rule.HitChecksRow) || follower.Row == follower.Epoch);

    private bool IsMirrorGood(in Follower follower, in Entry entry) =>
        follower.HasMirror && IsUnmarked(follower) && follower.Version <= entry.Position
        && (!Has(Rule.EntryNamesItsEpoch) || entry.Epoch == follower.Epoch);

    private bool IsUnmarked(in Follower follower) => follower.Marks == 0 || !Has(Rule.MarkedMeansPrimary);
}
