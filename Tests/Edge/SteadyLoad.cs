using System.Collections.Concurrent;
using System.Diagnostics;

namespace Conduit.Tests.Edge;

/// <summary>Sends requests at a fixed rate, whatever the response times, and records failed ones.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _sent = [];
    private readonly Task _clock;
    private long _count;

    /// <param name="rate">Requests per second.</param>
    /// <param name="send">Sends request number n and returns its failure, or null.</param>
    public SteadyLoad(int rate, Func<long, Task<string?>> send) => _clock = Task.Run(() => RunAsync(rate, send));

    public ConcurrentQueue<string> Failures { get; } = [];

    public long Count => Volatile.Read(ref _count);

    /// <summary>Stops sending and waits for the outstanding responses.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _clock;
        await Task.WhenAll(_sent);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(int rate, Func<long, Task<string?>> send)
    {
        var watch = Stopwatch.StartNew();
        while (!_stop.IsCancellationRequested)
        {
            for (var due = (long)(watch.Elapsed.TotalSeconds * rate); _count < due;)
                _sent.Add(SendAsync(send, Interlocked.Increment(ref _count)));
            await Task.Delay(5);
        }
    }

    private async Task SendAsync(Func<long, Task<string?>> send, long number)
    {
        try
        {
            if (await send(number) is { } fault) Failures.Enqueue(fault);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Failures.Enqueue($"request {number}: {e.Message}");
        }
    }
}
