using Conduit.Lab.Load;

namespace Conduit.Lab.Api;

/// <summary>
/// Measures one scenario: in each round every side at saturation, then every side at one fixed rate. The sides take turns, so that other
/// load of the machine affects all of them alike.
/// </summary>
internal sealed class ScenarioRun(Scenario scenario, IReadOnlyList<Side> sides, Corpus corpus, ApiOptions options)
{
    // When a server falls behind, requests wait for a connection, and this wait counts as latency.
    private const int PacedConnections = 64;

    public ScenarioResult Result { get; } = new(scenario, [.. sides.Select(side => new SideResult(side.Name))]);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var mismatch = await ResponseComparison.CheckAsync(scenario, sides, corpus, cancellationToken);
        Result.Note = mismatch?.Text;
        if (mismatch is { Fatal: true }) return;

        var loads = sides.Select(side => side.Workload(scenario.Requests(corpus, side.Number))).ToList();
        foreach (var load in loads)
            await ClosedLoop.RunAsync(load, options.Connections, options.WarmUp, cancellationToken);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (index, load) in loads.Index())
            {
                var measuring = ClosedLoop.RunAsync(load, options.Connections, options.Time, cancellationToken);
                Result.Sides[index].Saturated.Add(await UnlessCancelledAsync(measuring, cancellationToken));
            }

            var rate = options.Rate ?? Math.Max(1, Result.Sides.Min(side => side.Saturated[^1].Rate) / 2);
            foreach (var (index, load) in loads.Index())
            {
                var measuring = OpenLoop.RunAsync(load, PacedConnections, rate, options.Time, cancellationToken);
                Result.Sides[index].Paced.Add(await UnlessCancelledAsync(measuring, cancellationToken));
            }

            Progress.Say($"{scenario.Title}, round {round + 1} of {options.Rounds}");
        }
    }

    // A measurement that was cancelled is discarded.
    private static async Task<Measurement> UnlessCancelledAsync(Task<Measurement> measuring, CancellationToken cancellationToken)
    {
        var measured = await measuring;
        cancellationToken.ThrowIfCancellationRequested();
        return measured;
    }
}
