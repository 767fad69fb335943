namespace Conduit.Worker.Jobs;

/// <summary>Whether this worker takes jobs. What it has taken it finishes. After a restart it takes them.</summary>
internal sealed class JobSwitch
{
    private volatile bool _isPaused;

    public bool IsPaused
    {
        get => _isPaused;
        set => _isPaused = value;
    }
}
