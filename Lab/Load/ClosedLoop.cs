using System.Diagnostics;
using System.Net.Sockets;

namespace Conduit.Lab.Load;

/// <summary>
/// Each of a few connections sends its next request as soon as the last is answered: shows how much the server can do, not how long users
/// wait.
/// </summary>
internal static class ClosedLoop
{
    /// <summary>What is still on its way after the end gets this long.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static async Task<Measurement> RunAsync(Workload workload, int connections, TimeSpan time, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(time + Grace);
        var watch = Stopwatch.StartNew();
        var recorders = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => SendAsync(workload, watch, time, end.Token), cancellationToken)));
        return Measurement.Of(recorders, watch.Elapsed);
    }

    private static async Task<Recorder> SendAsync(Workload workload, Stopwatch watch, TimeSpan time, CancellationToken end)
    {
        var recorder = new Recorder();
        using var connection = new HttpConnection(workload.Server);
        while (watch.Elapsed < time && !end.IsCancellationRequested)
        {
            var start = watch.Elapsed;
            try
            {
                var status = await connection.SendAsync(workload.Next(), end);
                recorder.Add(status, watch.Elapsed - start);
            }
            catch (Exception lost) when (lost is IOException or SocketException or OperationCanceledException)
            {
                recorder.AddLost();
            }
        }

        return recorder;
    }
}
