using Conduit.Data.Jobs;

namespace Conduit.Worker.Jobs;

/// <summary>A job that this worker has leased.</summary>
internal sealed class LeasedJob(Job job) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private volatile bool _isStarted;
    private volatile bool _isDone;

    public Job Job => job;

    /// <summary>Cancelled when the lease is lost or the worker stops.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    public bool IsStarted => _isStarted;

    /// <summary>Whether the job is done and only its row has to be deleted.</summary>
    public bool IsDone => _isDone;

    public void Start() => _isStarted = true;

    public void Done() => _isDone = true;

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
