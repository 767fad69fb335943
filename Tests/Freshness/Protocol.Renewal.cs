namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    private void AddRenewalSteps(in State state, int index)
    {
        ref readonly var renewer = ref state.Renewers[index];
        switch (renewer.Phase)
        {
            case RenewerPhase.Idle when state.Epochs <= world.NewEpochs:
                Claim(ref successors.Add($"a server claims epoch {state.Epochs + 1} and withdraws the copy"), index);
                break;

            case RenewerPhase.Claimed when IsExclusiveLockFree(state):
                ReplaceRow(ref successors.Add($"the row is set to epoch {renewer.Epoch}"), index);
                break;

            case RenewerPhase.RowReplaced when Has(Rule.PublishNeedsClaim) && !IsClaimOf(state, renewer):
                successors.Add($"epoch {renewer.Epoch} is not published: its claim is lost").Renewers[index] = default;
                break;

            case RenewerPhase.RowReplaced when !Has(Rule.PublishWaits):
                Publish(ref successors.Add($"epoch {renewer.Epoch} is published at once"), index);
                break;

            case RenewerPhase.RowReplaced when renewer.HasWithdrawn && IsWithdrawAcknowledged(state, renewer):
                Publish(ref successors.Add($"epoch {renewer.Epoch} is published: all have acknowledged Withdraw"), index);
                break;

            case RenewerPhase.RowReplaced when state.Row == renewer.Epoch:
                ref var next = ref successors.Add($"epoch {renewer.Epoch} is published: older reads of the row have lapsed");
                LapseReadsOfRow(ref next, except: renewer.FormerBypass);
                Publish(ref next, index);
                break;

            case RenewerPhase.RowReplaced:
                ref var without = ref successors.Add($"epoch {renewer.Epoch} is not published: the row has changed");
                if (without.Redis.Claim == renewer.Epoch) without.Redis.Claim = Epoch.None;
                without.Renewers[index] = default;
                break;
        }
    }

    private bool IsClaimOf(in State state, in Renewer renewer) =>
        state.Redis.Claim == renewer.Epoch && (state.Incarnation == renewer.Incarnation || !Has(Rule.CopyBelongsToIncarnation));

    private static bool IsWithdrawAcknowledged(in State state, in Renewer renewer) =>
        state.Incarnation == renewer.Incarnation && state.Redis.IsAcknowledged(renewer.WithdrawPosition);

    private void Claim(ref State state, int index)
    {
        ref var redis = ref state.Redis;
        ref var renewer = ref state.Renewers[index];
        renewer = new() { Phase = RenewerPhase.Claimed, Epoch = ++state.Epochs, Incarnation = state.Incarnation };
        if (IsCopyValid(state))
        {
            redis.Append(new() { Kind = LogEventKind.Withdraw });
            renewer.HasWithdrawn = true;
            renewer.WithdrawPosition = redis.LogEnd;
        }

        redis.Copy = Epoch.None;
        redis.Claim = renewer.Epoch;
    }

    private static void ReplaceRow(ref State state, int index)
    {
        ref var renewer = ref state.Renewers[index];
        if (Epoch.IsBypass(state.Row)) renewer.FormerBypass = state.Row;
        state.Row = renewer.Epoch;
        renewer.Base = ++state.Lsn;
        renewer.Phase = RenewerPhase.RowReplaced;
    }

    private void Publish(ref State state, int index)
    {
        LoseLog(ref state);
        ref var renewer = ref state.Renewers[index];
        state.Redis = new() { Copy = renewer.Epoch, LogEpoch = renewer.Epoch, CopyIncarnation = state.Incarnation, Base = renewer.Base };
        renewer = default;
    }
}
