using Conduit.Data.Jobs;

namespace Conduit.Worker.Jobs;

/// <summary>A job that this worker has.</summary>
internal sealed class LeasedJob(Job job) : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private volatile bool _isBegun;
    private volatile bool _isDone;

    public Job Job => job;

    /// <summary>Ends it: its lease is lost, or the worker stops.</summary>
    public CancellationToken End => _end.Token;

    public bool IsBegun => _isBegun;

    /// <summary>Whether it is done, and only has to be crossed off.</summary>
    public bool IsDone => _isDone;

    public void Begin() => _isBegun = true;

    public void Done() => _isDone = true;

    public void Cancel() => _end.Cancel();

    public void Dispose() => _end.Dispose();
}
