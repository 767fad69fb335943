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

    public static async Task<Measurement> RunAsync(Workload workload, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(time + DrainTimeout);
        var watch = Stopwatch.StartNew();
        var senders = Enumerable.Range(0, connections)
            .Select(_ => Task.Run(() => SendAsync(workload, watch, time, end.Token), cancellationToken));
        var recorders = await Task.WhenAll(senders);
        return Measurement.Of(recorders, watch.Elapsed);
    }

    private static async Task<Recorder> SendAsync(Workload workload, Stopwatch watch, TimeSpan time, CancellationToken cancellationToken)
    {
        var recorder = new Recorder();
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
            }
        }

        return recorder;
    }
}
