using Conduit.Lab.Baseline;
using Conduit.Lab.Load;

namespace Conduit.Lab.Api;

/// <summary>A run of <c>lab api</c> from the set-up to the report.</summary>
internal static class ApiRun
{
    public static async Task<int> RunAsync(ApiOptions options, CancellationToken cancellationToken)
    {
        var report = new ApiReport(options);
        if (options.WithBaseline) _ = BaselineDatabases.ConnectionStrings();
        try
        {
            await using var baseline = options.WithBaseline
                ? await ServerProcess.StartAsync(["baseline"], remedy: ", or measure the API alone with --no-baseline", cancellationToken)
                : null;
            using var client = new LabClient(options.Target, cancellationToken);
            var size = new CorpusSize(options.Users, options.Articles, options.Scenarios.Any(scenario => scenario.Writes));
            var corpus = await new SetUp(size, client, cancellationToken).RunAsync();
            List<Side> sides = [Side.Api(options.Target) with { BypassesEdgeCache = true }];
            if (baseline is not null) sides.Add(Side.Baseline(baseline.Address));

            foreach (var scenario in options.Scenarios)
            {
                var run = new ScenarioRun(scenario, sides, corpus, options);
                report.Add(run.Result);
                await run.RunAsync(cancellationToken);
                Progress.Say(Table.Summary(run.Result));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Progress.Say("stopped; the report has the measurements up to now");
        }

        await report.WriteAsync();
        return 0;
    }
}
