using System.Diagnostics;
using Conduit.Lab.Api;
using Conduit.Lab.Consistency;
using Conduit.Lab.Load;

namespace Conduit.Lab.Map.Load;

/// <summary>The options of <c>lab load</c>.</summary>
/// <param name="Target">The site.</param>
/// <param name="Load">The load.</param>
/// <param name="TraceEvery">Of how many requests one is traced.</param>
/// <param name="Checkers">The number of writers, and of readers, of the consistency check.</param>
/// <param name="UntilInputEnds">Whether the end of the input ends it.</param>
internal sealed record LoadRunOptions(Uri Target, LoadOptions Load, int TraceEvery, int Checkers, bool UntilInputEnds);

/// <summary>A run of <c>lab load</c>.</summary>
internal static class LoadRun
{
    private const int Users = 8;
    private const int Articles = 10;
    private const int MaxConnections = 64;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A writer may wait longer for an outage to end, but this process must not.
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(LoadRunOptions options, CancellationToken cancellationToken)
    {
        // The output belongs to the parent process; lines for people go where errors go.
        var output = Console.Out;
        Console.SetOut(Console.Error);
        // The clients of the set-up and of the check pass its trace on, which is not recorded: so no server records their requests.
        using var notRecorded = new Activity("lab load").Start();
        var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.UntilInputEnds) _ = CancelAtEndOfInputAsync(end);

        output.WriteLine(new LoadLine(Preparing: "signing up users"));
        using var client = new LabClient(options.Target, end.Token);
        using var checker = new ConsistencyClient(options.Target);
        var tally = new Tally();
        try
        {
            var corpus = await new SetUp(new(Users, Articles, WithOwn: false), client, end.Token).RunAsync();
            var check = options.Checkers > 0
                ? await ConsistencyCheck.CreateAsync(checker, tally, CheckPace.Gentle, options.Checkers)
                : null;
            var interval = new IntervalRecorder();
            var workload = new MixedWorkload(options.Target, options.Load.Mix, corpus, options.TraceEvery);
            Task[] tasks =
            [
                SendAsync(options.Load, workload, interval, end.Token),
                ReportAsync(output, interval, tally, end.Token),
                check?.RunAsync(options.Checkers, end.Token) ?? Task.Delay(Timeout.Infinite, end.Token),
            ];
            var first = await Task.WhenAny(tasks);
            await end.CancelAsync();
            await Task.WhenAll(tasks).WaitAsync(EndTimeout, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It was stopped.
        }

        return 0;
    }

    private static Task<Measurement> SendAsync(
        LoadOptions load, MixedWorkload workload, IntervalRecorder interval, CancellationToken cancellationToken)
    {
        var time = TimeSpan.FromSeconds(load.Seconds ?? (int)TimeSpan.FromDays(1).TotalSeconds);
        return load.Kind == LoadKind.Open
            ? OpenLoop.RunAsync(workload, MaxConnections, load.Rate, time, cancellationToken, interval)
            : ClosedLoop.RunAsync(workload, load.Clients, time, cancellationToken, interval);
    }

    private static async Task ReportAsync(TextWriter output, IntervalRecorder interval, Tally tally, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        var isShown = false;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var figures = interval.Take();
            output.WriteLine(new LoadLine(Second: new(
                DateTimeOffset.UtcNow,
                (int)figures.Requests,
                (int)figures.Errors,
                figures.P50,
                figures.P99,
                figures.P999,
                tally.Answers,
                tally.StaleAnswers,
                tally.Lost)));
            if (isShown || tally.CounterExamples.FirstOrDefault() is not { } example) continue;
            isShown = true;
            output.WriteLine(new LoadLine(CounterExample: example));
        }
    }

    private static async Task CancelAtEndOfInputAsync(CancellationTokenSource end)
    {
        // The reader of the console blocks, also when it is called asynchronously.
        await Task.Run(Console.In.ReadToEnd);
        await end.CancelAsync();
    }
}
