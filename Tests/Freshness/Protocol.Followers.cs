namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    /// <summary>What a follower does.</summary>
    private void AddFollowerSteps(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        ref readonly var redis = ref state.Redis;
        var name = Name(index);
        if (follower.IsSuspended)
        {
            successors.Add($"{name}'s machine goes on").Followers[index].IsSuspended = false;
            return;
        }

        if (follower.Row != state.Row)
            successors.Add($"{name} reads the row: {Epoch.Describe(state.Row)}").Followers[index].Row = state.Row;
        if (follower.Request != FollowerRequest.NotRegistered)
        {
            if (IsCopyValid(state) && !follower.IsApplying && !IsUpToDate(state, index))
                Join(ref successors.Add($"{name} JOINs epoch {redis.Copy} at {redis.LogEnd}"), index);
        }
        else if (IsCopyValid(state) && redis.LogEpoch == follower.Epoch)
        {
            Register(ref successors.Add($"{name} is registered at {follower.Position}"), index);
        }

        var isBehind = redis.LogEpoch == follower.Epoch && follower.Position < redis.LogEnd;
        if (follower.IsApplying)
        {
            ref var second = ref successors.Add($"{name} applies event {follower.Position + 1} to the second slot");
            Apply(ref second.Followers[index], follower.Applying);
        }
        else if (isBehind && follower.HasJoined && world.HasTwoSlots && redis.Log[follower.Position + 1].Kind != LogEventKind.Withdraw)
        {
            ref var first = ref successors.Add($"{name} applies event {follower.Position + 1} to the first slot");
            first.Followers[index].Applying = redis.Log[follower.Position + 1];
        }
        else if (isBehind && follower.HasJoined)
        {
            Apply(ref successors.Add($"{name} applies event {follower.Position + 1}"), index);
            if (!Has(Rule.GapMeansRejoin))
                successors.Add($"{name} skips event {follower.Position + 1}, which was trimmed").Followers[index].Position++;
        }

        switch (follower.Request)
        {
            // One thread applies events and sends RENEW.
            case FollowerRequest.None when !follower.IsApplying || !Has(Rule.AcknowledgesWhenAllSlotsShowIt):
                var acknowledged = follower.Position;
                if (!Has(Rule.AcknowledgesOnlyWhatIsApplied) && isBehind) acknowledged++;
                if (follower.IsApplying) acknowledged++;
                if (ShouldRenew(state, index, acknowledged))
                    SendRenew(ref successors.Add($"{name} sends RENEW({acknowledged})"), index, acknowledged);
                break;

            case FollowerRequest.ReplyUnderWay:
                ref var next = ref successors.Add($"{name} has a lease").Followers[index];
                next.Request = FollowerRequest.None;
                next.HasLease = true;
                break;
        }

        AddReadSteps(state, index);
    }

    /// <summary>A follower that has nothing to gain by JOIN.</summary>
    private static bool IsUpToDate(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        ref readonly var redis = ref state.Redis;
        var registration = redis.Registrations[index];
        return follower.Epoch == redis.Copy && follower.Position == redis.LogEnd
            && registration.Status != RegistrationStatus.None && registration.Acknowledged == redis.LogEnd
            && (follower.HasLease || follower.Request == FollowerRequest.ReplyUnderWay);
    }

    // A mirror that has applied Withdraw is dead, but still acknowledges it.
    private static bool ShouldRenew(in State state, int index, byte acknowledged)
    {
        ref readonly var follower = ref state.Followers[index];
        var registration = state.Redis.Registrations[index];
        var isRegistered = registration.Status != RegistrationStatus.None;
        return (follower.Epoch != Epoch.None || isRegistered)
            && (!follower.HasLease || !isRegistered || registration.Acknowledged < acknowledged);
    }

    private void Join(ref State state, int index)
    {
        ref var redis = ref state.Redis;
        ref var follower = ref state.Followers[index];
        if (!Has(Rule.JoinHasNewId) && follower.Request == FollowerRequest.RenewSent) follower.DelayedRenew = follower.RequestPosition;
        follower = new()
        {
            Epoch = redis.Copy,
            Base = redis.Base,
            Position = redis.LogEnd,
            Version = Has(Rule.JoinReturnsVersions) ? redis.Version : (byte)0,
            Stamp = Has(Rule.JoinReturnsStamps) ? redis.Stamp : (byte)0,
            Marks = Has(Rule.JoinReturnsMarks) ? redis.Marks : (byte)0,
            Row = follower.Row,
            DelayedRenew = follower.DelayedRenew,
            Request = FollowerRequest.NotRegistered,
        };
        redis.Registrations[index] = default;
        if (Has(Rule.JoinIsAtomic)) Register(ref state, index);
    }

    private static void Register(ref State state, int index)
    {
        ref var follower = ref state.Followers[index];
        follower.Request = FollowerRequest.ReplyUnderWay;
        state.Redis.Registrations[index] = new() { Status = RegistrationStatus.Registered, Acknowledged = follower.Position };
    }

    private void Apply(ref State state, int index) =>
        Apply(ref state.Followers[index], state.Redis.Log[state.Followers[index].Position + 1]);

    private void Apply(ref Follower follower, LogEvent happened)
    {
        follower.Position++;
        follower.Applying = default;
        switch (happened.Kind)
        {
            case LogEventKind.Begin:
                follower.Marks = AddMark(follower.Marks, happened.Mark);
                follower.Version = follower.Position;
                break;

            case LogEventKind.End:
                follower.Marks = RemoveMark(follower.Marks, happened.Mark);
                follower.Stamp = RaiseStamp(follower.Stamp, happened.Lsn);
                if (Has(Rule.EndRaisesVersion)) follower.Version = follower.Position;
                break;

            case LogEventKind.Withdraw when Has(Rule.MirrorDiesAtWithdraw):
                follower.Epoch = Epoch.None;
                break;
        }
    }

    private static void SendRenew(ref State state, int index, byte position)
    {
        state.Followers[index].Request = FollowerRequest.RenewSent;
        state.Followers[index].RequestPosition = position;
    }
}
