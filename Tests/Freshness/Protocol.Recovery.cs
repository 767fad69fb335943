namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    /// <summary>Every follower could answer a hit.</summary>
    public bool IsRecovered(in State state)
    {
        for (var index = 0; index < world.Followers; index++)
        {
            ref readonly var follower = ref state.Followers[index];
            var isRegistered = state.Redis.Registrations[index].Status == RegistrationStatus.Registered;
            if (!isRegistered || follower.IsSuspended || follower.Marks != 0 || !IsLeaseGood(follower)) return false;
        }

        return HasEpoch(state);
    }

    /// <summary>Recovery needs no new epoch, or the world's bound allows one.</summary>
    public bool MustRecover(in State state) => state.Epochs <= world.NewEpochs || (HasEpoch(state) && !HasAbandonedMark(state));

    private bool HasEpoch(in State state) => IsCopyValid(state) && state.Redis.Copy == state.Row;

    /// <summary>A mark that only a new epoch takes away.</summary>
    private bool HasAbandonedMark(in State state)
    {
        for (var index = 0; index < world.Writers; index++)
        {
            ref readonly var writer = ref state.Writers[index];
            var willEnd = writer.Phase is > WriterPhase.Starts and < WriterPhase.Ended && writer.Epoch == state.Redis.Copy;
            if ((state.Redis.Marks & Mark(index)) != 0 && !willEnd) return true;
        }

        return false;
    }
}
