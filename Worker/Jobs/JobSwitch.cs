namespace Conduit.Worker.Jobs;

/// <summary>Pauses this worker: it leases no further jobs and finishes those it has. A restart resumes it.</summary>
internal sealed class JobSwitch
{
    private volatile bool _isPaused;

    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }
}
