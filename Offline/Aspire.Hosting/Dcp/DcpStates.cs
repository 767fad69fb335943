using System.Collections.Concurrent;

namespace Aspire.Hosting.Dcp;

/// <summary>The last known state of each process and container, and which of them no longer count.</summary>
internal sealed class DcpStates
{
    private readonly ConcurrentDictionary<string, DcpState> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _discarded = new();

    public DcpState? Find(string name) => _states.GetValueOrDefault(name);

    /// <summary>What DCP still tells of this one is of no interest: another takes its name.</summary>
    public void Discard(string uid) => _discarded[uid] = true;

    public bool IsDiscarded(string uid) => _discarded.ContainsKey(uid);

    /// <summary>There is a new one, of which DCP may have told already.</summary>
    public void Add(DcpState created) => _states.AddOrUpdate(created.Name, created, (_, known) => known.Uid == created.Uid ? known : created);

    public bool TryUpdate(DcpState state)
    {
        if (IsDiscarded(state.Uid))
        {
            return false;
        }

        _states[state.Name] = state;
        return true;
    }
}

internal sealed record DcpState(string Plural, string Name, string Uid, string? State)
{
    public bool HasStarted => State is not (null or "" or "Starting" or "Pending");

    public bool CouldNotStart => State is "FailedToStart" or "RuntimeUnhealthy";

    public bool HasEnded => State is "Finished" or "Terminated" or "FailedToStart" or "Unknown" or "Exited" or "RuntimeUnhealthy";
}
