using Conduit.Freshness;

namespace Conduit.Edge.Caching;

/// <summary>Finds out whether a kept answer is still so: by one look, shared by all who ask at once.</summary>
internal sealed class Validity(LentEpochs epochs, SharedLooks looks)
{
    public async ValueTask<bool> IsCurrentAsync(StoredAnswer answer)
    {
        foreach (var one in answer.On)
            if (epochs.Current(one.Database) != one.Epoch) return false;
        return answer.On.Count == 0 || await looks.AreUnchangedAsync(answer.On);
    }
}
