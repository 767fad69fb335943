using System.Collections.Concurrent;

namespace Conduit.Tests.Failover;

/// <summary>Writers and a reader that go on until they are stopped, and note what was acknowledged and which reads failed.</summary>
internal abstract class BackgroundLoad<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<T> _acknowledged = [];
    private readonly ConcurrentQueue<string> _failedReads = [];
    private Task _work = Task.CompletedTask;

    public IReadOnlyCollection<T> Acknowledged => _acknowledged;

    public IReadOnlyCollection<string> FailedReads => _failedReads;

    protected bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Waits until so many more writes were acknowledged.</summary>
    public async Task AcknowledgesAsync(int count, CancellationToken cancellationToken)
    {
        var enough = _acknowledged.Count + count;
        while (_acknowledged.Count < enough)
            await Task.Delay(20, cancellationToken);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    protected void Start(int writers, Func<Task> write, Func<Task> read) =>
        _work = Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(write)).Append(Task.Run(read)));

    protected void Acknowledge(T write) => _acknowledged.Enqueue(write);

    protected void AddFailedRead(string fault) => _failedReads.Enqueue(fault);
}
