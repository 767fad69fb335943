namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    /// <summary>What Redis and the waiting writers do with the registration of a follower.</summary>
    private void AddRegistrationSteps(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        var status = state.Redis.Registrations[index].Status;
        var name = Name(index);
        if (follower.Request == FollowerRequest.RenewSent) AddRenewSteps(state, index);
        if (follower.DelayedRenew != 0)
        {
            ref var next = ref successors.Add($"Redis takes {name}'s delayed RENEW({follower.DelayedRenew})");
            next.Followers[index].DelayedRenew = 0;
            if (status == RegistrationStatus.Registered) Acknowledge(ref next, index, follower.DelayedRenew);
        }

        switch (status)
        {
            case RegistrationStatus.Registered when world.DropsTakeTwoSteps:
                successors.AddFault($"a writer DROPs {name}").Redis.Registrations[index].Status = RegistrationStatus.Dropped;
                break;

            case RegistrationStatus.Registered:
                Forget(ref successors.AddFault($"a writer DROPs {name}, waits until its lease has ended, FORGETs it"), index);
                break;

            case RegistrationStatus.Dropped:
                Forget(ref successors.Add($"{name}'s lease has ended, the writer FORGETs {name}"), index);
                break;
        }
    }

    private void AddRenewSteps(in State state, int index)
    {
        ref readonly var follower = ref state.Followers[index];
        ref readonly var redis = ref state.Redis;
        var status = redis.Registrations[index].Status;
        var name = Name(index);
        var isUnchecked = !Has(Rule.RenewChecksIncarnationWhileWithdrawn) && redis.Copy == Epoch.None;
        if (status == RegistrationStatus.Registered && (IsCopyOfIncarnation(state) || isUnchecked))
        {
            ref var next = ref successors.Add($"Redis takes {name}'s RENEW({follower.RequestPosition})");
            Acknowledge(ref next, index, follower.RequestPosition);
            ReplyToRenew(ref next, index);
        }
        else if (status == RegistrationStatus.None && CanForgottenFollowerRenew(state, index))
        {
            ref var next = ref successors.Add($"Redis takes RENEW({follower.RequestPosition}) of {name}, which is forgotten");
            next.Redis.Registrations[index] = new() { Status = RegistrationStatus.Registered, Acknowledged = follower.RequestPosition };
            ReplyToRenew(ref next, index);
        }
        else if (!follower.IsSuspended)
        {
            // The reply arrives in the same step. That excludes nothing: until it arrives, Redis might as well not have refused yet.
            ref var next = ref successors.Add($"Redis refuses {name}'s RENEW({follower.RequestPosition})").Followers[index];
            next.Request = FollowerRequest.None;
            next.RequestPosition = 0;
            next.HasLease = false;
            next.Epoch = Epoch.None;
        }
    }

    private bool CanForgottenFollowerRenew(in State state, int index) =>
        !Has(Rule.ForgottenFollowerIsRefused) && IsCopyValid(state) && state.Redis.LogEpoch == state.Followers[index].Epoch;

    private static void Acknowledge(ref State state, int index, byte position)
    {
        ref var registration = ref state.Redis.Registrations[index];
        registration.Acknowledged = Math.Max(registration.Acknowledged, position);
    }

    private static void ReplyToRenew(ref State state, int index)
    {
        state.Followers[index].Request = FollowerRequest.ReplyUnderWay;
        state.Followers[index].RequestPosition = 0;
    }

    private void Forget(ref State state, int index)
    {
        state.Redis.Registrations[index] = default;
        ref var follower = ref state.Followers[index];
        if (!ClockGoesOn(follower)) return;

        if (Has(Rule.LeaseEndsBeforeForget)) follower.HasLease = false;
        if (Has(Rule.LeaseCountsFromSending) && follower.Request == FollowerRequest.ReplyUnderWay) follower.Request = FollowerRequest.None;
    }
}
