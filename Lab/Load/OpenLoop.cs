using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Conduit.Lab.Load;

/// <summary>
/// Sends at a fixed rate, whether or not the server keeps up, as users do. A latency counts from the time at which the request was due, so
/// it includes the time that the request waited because the server was slow.
/// </summary>
internal static class OpenLoop
{
    // How late a request may become due when the clock sleeps; more is the machine's fault, and counts.
    private static readonly TimeSpan SleepPrecision = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan MaxSleep = TimeSpan.FromMilliseconds(50);

    // Users would not wait any longer, and the queue must not grow for hours.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    /// <summary>Sends requests for some time.</summary>
    /// <param name="workload">The requests.</param>
    /// <param name="connections">How many can be under way at once.</param>
    /// <param name="rate">How many become due in a second.</param>
    /// <param name="time">For how long.</param>
    /// <param name="cancellationToken">Ends it earlier.</param>
    /// <param name="interval">Gets the latencies meanwhile. Then the clock sleeps between requests, because it may run for minutes;
    /// otherwise it is more precise, and keeps a processor busy.</param>
    public static async Task<Measurement> RunAsync(
        IWorkload workload,
        int connections,
        double rate,
        TimeSpan time,
        CancellationToken cancellationToken,
        IntervalRecorder? interval = null)
    {
        var capacity = Math.Max(1, (int)(rate * MaxWait.TotalSeconds));
        var due = Channel.CreateBounded<TimeSpan>(new BoundedChannelOptions(capacity) { SingleWriter = true });
        // Requests that were due but not sent count as lost.
        var left = new Recorder(interval);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(time + ClosedLoop.DrainTimeout);
        var watch = Stopwatch.StartNew();
        var senders = Enumerable.Range(0, connections)
            .Select(_ => Task.Run(() => SendAsync(workload, due.Reader, watch, interval, end.Token), CancellationToken.None))
            .ToList();
        var clock = Task.Factory.StartNew(
            () => Schedule(due.Writer, left, watch, rate, time, canSleep: interval is not null, end.Token),
            TaskCreationOptions.LongRunning);
        var recorders = await Task.WhenAll(senders);
        await clock;

        while (due.Reader.TryRead(out _)) left.AddLost();
        return Measurement.Of([.. recorders, left], watch.Elapsed < time ? watch.Elapsed : time);
    }

    private static void Schedule(
        ChannelWriter<TimeSpan> due,
        Recorder left,
        Stopwatch watch,
        double rate,
        TimeSpan time,
        bool canSleep,
        CancellationToken cancellationToken)
    {
        var count = (long)(rate * time.TotalSeconds);
        for (var number = 0L; number < count && !cancellationToken.IsCancellationRequested; number++)
        {
            var at = TimeSpan.FromSeconds(number / rate);
            if (canSleep) at = Sleep(watch, at, cancellationToken);
            else Wait(watch, at);
            if (!due.TryWrite(at)) left.AddLost();
        }

        due.Complete();
    }

    // A sleep may end a millisecond late, so the last two milliseconds are a spin that yields to other threads.
    private static void Wait(Stopwatch watch, TimeSpan until)
    {
        while (until - watch.Elapsed is var left && left > TimeSpan.Zero)
        {
            if (left.TotalMilliseconds > 2) Thread.Sleep(1);
            else Thread.Yield();
        }
    }

    // Returns when the request is due: now, if the sleep was only as imprecise as sleeps are.
    private static TimeSpan Sleep(Stopwatch watch, TimeSpan until, CancellationToken cancellationToken)
    {
        while (until - watch.Elapsed is var left && left > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
            Thread.Sleep(Math.Max(1, (int)Math.Min(left.TotalMilliseconds, MaxSleep.TotalMilliseconds)));
        var now = watch.Elapsed;
        return now - until < SleepPrecision ? now : until;
    }

    private static async Task<Recorder> SendAsync(
        IWorkload workload,
        ChannelReader<TimeSpan> due,
        Stopwatch watch,
        IntervalRecorder? interval,
        CancellationToken cancellationToken)
    {
        var recorder = new Recorder(interval);
        using var connection = new HttpConnection(workload.Server);
        try
        {
            await foreach (var at in due.ReadAllAsync(cancellationToken))
            {
                try
                {
                    var status = await connection.SendAsync(workload.Next(), cancellationToken);
                    recorder.Add(status, watch.Elapsed - at);
                }
                catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
                {
                    recorder.AddLost();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over: the caller counts the requests that remain in the channel.
        }

        return recorder;
    }
}
