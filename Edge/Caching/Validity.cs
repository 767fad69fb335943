using Conduit.Freshness;

namespace Conduit.Edge.Caching;

/// <summary>Decides, from this process's memory, whether a cached response is valid.</summary>
internal sealed class Validity(LentEpochs epochs, FreshnessFollower follower)
{
    public bool IsValid(StoredAnswer answer)
    {
        foreach (var one in answer.On)
        {
            // The lease and the row first, the slots afterwards.
            if (follower.Follow(one.Database).Mirror is not { HasLease: true } mirror || mirror.Epoch != one.Epoch || epochs.Current(one.Database) != one.Epoch) return false;
            if (!mirror.IsUnchanged(one.Slots, one.Since)) return false;
        }

        return true;
    }
}
