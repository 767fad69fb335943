using System.Globalization;
using Conduit.Freshness;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Freshness;

/// <summary>A run of <c>lab freshness</c>.</summary>
internal static class FreshnessRun
{
    public const string Database = "conduit-0";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    // Followers need less time to join, or to be dropped and removed.
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(FreshnessOptions options, CancellationToken cancellationToken)
    {
        await using var waiting = WriterHost.Start(waits: true);
        await using var unwaiting = WriterHost.Start(waits: false);
        await using var table = await CounterTable.CreateAsync(waiting.Primary, cancellationToken);
        Console.WriteLine("followers   hand-written SQL   not waiting   waiting   of not waiting   of SQL   wait p50 ms   p99 ms");
        var others = (await StatusAsync(waiting)).Followers.Count;
        foreach (var count in options.Followers)
        {
            if (count < others) throw new LabException($"The running system has {others} followers: --followers {count} is too few.");
            await using var followers = await ExtraFollowers.StartAsync(count - others, cancellationToken);
            await WaitForAsync(waiting, count, cancellationToken);
            Console.WriteLine(await MeasureAsync(options, count, table, waiting, unwaiting, cancellationToken));
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(
        FreshnessOptions options,
        int count,
        CounterTable table,
        WriterHost waiting,
        WriterHost unwaiting,
        CancellationToken cancellationToken)
    {
        var (sql, off, on) = (new SideResult("SQL"), new SideResult("not waiting"), new SideResult("waiting"));
        for (var round = 0; round < options.Rounds; round++)
        {
            sql.Saturated.Add(await LoopAsync(options, table.IncrementAsync, cancellationToken));
            off.Saturated.Add(await LoopAsync(options, () => CounterTable.IncrementAsync(unwaiting.Database), cancellationToken));
            on.Saturated.Add(await LoopAsync(options, () => CounterTable.IncrementAsync(waiting.Database), cancellationToken));
        }

        var waits = await LoopAsync(options, waiting.WaitAsync, cancellationToken);
        var number = CultureInfo.InvariantCulture;
        return string.Create(number, $"{count,9} {sql.Rate,18:N0} {off.Rate,13:N0} {on.Rate,9:N0} {on.Rate / off.Rate,16:0.00} ")
            + string.Create(number, $"{on.Rate / sql.Rate,8:0.00} {waits.P50,13:0.00} {waits.P99,8:0.00}");
    }

    // A closed loop: each writer begins the next write when the last one is completed.
    private static async Task<Measurement> LoopAsync(FreshnessOptions options, Func<Task> write, CancellationToken cancellationToken)
    {
        await RunAsync(WarmUp);
        return await RunAsync(options.Time);

        async Task<Measurement> RunAsync(TimeSpan time)
        {
            var start = TimeProvider.System.GetTimestamp();
            var recorders = await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(
                async () =>
                {
                    var recorder = new Recorder();
                    while (TimeProvider.System.GetElapsedTime(start) < time)
                    {
                        var began = TimeProvider.System.GetTimestamp();
                        await write();
                        recorder.Add(StatusCodes.Status200OK, TimeProvider.System.GetElapsedTime(began));
                    }

                    return recorder;
                },
                cancellationToken)));
            return Measurement.Of(recorders, TimeProvider.System.GetElapsedTime(start));
        }
    }

    private static async Task<LogStatus> StatusAsync(WriterHost host) => await host.Log.StatusAsync(Database)
        ?? throw new LabException(
            "Redis 'freshness' has no epoch of conduit-0: is the system running, and does ConnectionStrings__freshness name its Redis?");

    private static async Task WaitForAsync(WriterHost host, int followers, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while ((await StatusAsync(host)).Followers.Count != followers)
        {
            if (TimeProvider.System.GetElapsedTime(start) > JoinTimeout)
                throw new LabException($"There are not {followers} followers after {JoinTimeout.TotalSeconds} s.");
            await Task.Delay(50, cancellationToken);
        }
    }
}
