using System.Diagnostics;
using System.Net.Sockets;

namespace Conduit.Lab.Load;

/// <summary>
/// Each of a few connections sends the next request as soon as the last one is answered: measures the capacity of the server, not the
/// latency that users see.
/// </summary>
internal static class ClosedLoop
{
    /// <summary>How long requests that are in flight at the end may take.</summary>
    public static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);

    // A server that is away is requested with a pause.
    private static readonly TimeSpan LostPause = TimeSpan.FromMilliseconds(10);

    public static async Task<Measurement> RunAsync(
        IWorkload workload, int connections, TimeSpan time, CancellationToken cancellationToken, IntervalRecorder? interval = null)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(time + DrainTimeout);
        var watch = Stopwatch.StartNew();
        var senders = Enumerable.Range(0, connections)
            .Select(_ => Task.Run(() => SendAsync(workload, watch, time, interval, end.Token), CancellationToken.None));
        var recorders = await Task.WhenAll(senders);
        return Measurement.Of(recorders, watch.Elapsed);
    }

    private static async Task<Recorder> SendAsync(
        IWorkload workload, Stopwatch watch, TimeSpan time, IntervalRecorder? interval, CancellationToken cancellationToken)
    {
        var recorder = new Recorder(interval);
        using var connection = new HttpConnection(workload.Server);
        while (watch.Elapsed < time && !cancellationToken.IsCancellationRequested)
        {
            var start = watch.Elapsed;
            try
            {
                var status = await connection.SendAsync(workload.Next(), cancellationToken);
                recorder.Add(status, watch.Elapsed - start);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                recorder.AddLost();
                await Task.Delay(LostPause, CancellationToken.None);
            }
        }

        return recorder;
    }
}
