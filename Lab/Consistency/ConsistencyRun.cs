using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>
/// A run of <c>lab consistency</c>: writers write, readers read and check, faults are injected, and at the end all views are read once
/// more.
/// </summary>
internal static class ConsistencyRun
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(ConsistencyOptions options, CancellationToken cancellationToken)
    {
        using var client = new ConsistencyClient(options.Target);
        Progress.Say($"signing up {options.Writers} writers at {options.Target}");
        var tally = new Tally();
        var check = await ConsistencyCheck.CreateAsync(client, tally, CheckPace.Fast, options.Writers);

        await using var injector = await FaultInjector.CreateAsync(tally);
        if (!injector.HasFaults)
            Progress.Say("no faults are injected: start `benchmark` in the dashboard, which sets the connection strings that they need");
        await using var events = await FreshnessEvents.CountAsync(tally);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(options.Time);
        await Task.WhenAll([
            check.RunAsync(options.Readers, end.Token),
            .. injector.HasFaults ? new[] { injector.RunAsync(end.Token) } : [],
            ReportProgressAsync(tally, options.Time, end.Token)]);

        Progress.Say("reading everything once more");
        await check.ReadAllAsync();
        Console.WriteLine(tally.Report());
        return tally.IsConsistent ? 0 : 1;
    }

    private static async Task ReportProgressAsync(Tally tally, TimeSpan time, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(ReportInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            Progress.Say(
                $"{elapsed:mm\\:ss} of {time:hh\\:mm\\:ss}: {tally.Writes} writes, {tally.Reads} reads, {tally.Violations} violations");
        }
    }
}
