using Conduit.Lab.Floor;
using Conduit.Lab.Load;
using Conduit.Lab.Report;

namespace Conduit.Lab.Api;

/// <summary>A run of <c>lab api</c> from the set-up to the report.</summary>
internal static class ApiRun
{
    public static async Task<int> RunAsync(ApiOptions options, CancellationToken cancel)
    {
        var report = new ApiReport(options);
        if (options.WithFloor) _ = FloorDatabases.ConnectionStrings();
        try
        {
            await using var floor = options.WithFloor ? await ServerProcess.StartAsync(["floor"], remedy: ", or measure the API alone with --no-floor", cancel) : null;
            using var client = new LabClient(options.Target, cancel);
            var corpus = await new SetUp(new(options.Users, options.Articles, options.Scenarios.Any(scenario => scenario.Writes)), client, cancel).RunAsync();
            List<Side> sides = [Side.Api(options.Target) with { IsPastTheEdge = true }];
            if (floor is not null) sides.Add(Side.Floor(floor.Address));

            foreach (var scenario in options.Scenarios)
            {
                var run = new ScenarioRun(scenario, sides, corpus, options);
                report.Add(run.Result);
                await run.RunAsync(cancel);
                Progress.Say(Table.Summary(run.Result));
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Progress.Say("stopped: what was measured until now is reported");
        }

        await report.WriteAsync();
        return 0;
    }
}
