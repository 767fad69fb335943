namespace Conduit.Tests.Freshness;

/// <summary>Which states lead to which without a fault, to find those from which there is no recovery.</summary>
internal sealed class RecoveryGraph
{
    private readonly List<bool> _recovers = [];
    private readonly List<bool> _mustRecover = [];
    private readonly List<int> _firstSteps = [];
    private readonly List<int> _steps = [];

    /// <summary>Adds a state; the steps that are added next start from it.</summary>
    public void AddState(bool isRecovered, bool mustRecover)
    {
        _mustRecover.Add(mustRecover);
        _recovers.Add(isRecovered);
        _firstSteps.Add(_steps.Count);
    }

    public void AddStep(int to) => _steps.Add(to);

    /// <returns>The first state that must lead to a recovered one and does not; null when there is none.</returns>
    public int? FindStuckState()
    {
        _firstSteps.Add(_steps.Count);
        while (Spread())
        {
        }

        for (var state = 0; state < _recovers.Count; state++)
        {
            if (_mustRecover[state] && !_recovers[state]) return state;
        }

        return null;
    }

    // Most steps lead to later states, so going backwards needs few rounds.
    private bool Spread()
    {
        var hasChanged = false;
        for (var state = _recovers.Count - 1; state >= 0; state--)
        {
            if (_recovers[state] || !LeadsToRecovery(state)) continue;
            _recovers[state] = true;
            hasChanged = true;
        }

        return hasChanged;
    }

    private bool LeadsToRecovery(int state)
    {
        for (var step = _firstSteps[state]; step < _firstSteps[state + 1]; step++)
        {
            if (_recovers[_steps[step]]) return true;
        }

        return false;
    }
}
