using System.CommandLine;
using System.CommandLine.Parsing;
using Conduit.Lab.Options;

namespace Conduit.Lab.Api;

/// <summary>The command line of <c>lab api</c>.</summary>
internal static class ApiCommand
{
    private const string About =
        "Measures the API of the running system in turn with a baseline: "
        + "Kestrel without middleware, and hand-written SQL, for the same responses";

    private static readonly Option<Uri> Target = CommonOptions.Target();

    private static readonly Option<bool> NoBaseline = new("--no-baseline")
    {
        Description = "Measure the API alone. The baseline needs the connection strings of the databases: start `benchmark` in the "
            + "dashboard, which sets them (./run.sh --Benchmark \"api --seconds 2\"), or set ConnectionStrings__accounts, "
            + "ConnectionStrings__conduit-0 … "
            + "as the dashboard shows them for an API server",
    };

    private static readonly Option<string[]> Names = new("--scenarios")
    {
        Description = "Measure only some of " + string.Join(", ", Scenarios.All.Select(scenario => scenario.Name)),
        HelpName = "name,name",
        CustomParser = ReadNames,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double> Seconds = CommonOptions.Seconds(
        "Duration of each measurement; a scenario has four in each round", 5, 3600);

    private static readonly Option<int> WarmUp = CommonOptions.Number(
        "--warm-up", "Seconds of requests to each server before the measurements, until its code is compiled", 5, 0, 600);

    private static readonly Option<int> Rounds = CommonOptions.Number(
        "--rounds", "Number of rounds, API and baseline in turn; the report has the medians", 3, 1, 100);

    private static readonly Option<int> Connections = CommonOptions.Number(
        "--connections", "Closed loop: connections that send the next request as soon as the last one is answered", 16, 1, 1000);

    private static readonly Option<int> Rate = CommonOptions.Number(
        "--rate",
        "Open loop: requests a second, whose latencies count from the time at which they were due; 0: half the rate of the slower server",
        0,
        0,
        1_000_000);

    private static readonly Option<int> Users = CommonOptions.Number("--users", "Number of users to sign up", 16, 2, 10_000);

    private static readonly Option<int> Articles = CommonOptions.Number(
        "--articles", "Minimum number of articles; missing ones are published", 200, 10, 100_000);

    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("api.txt, api.json and api.svg");

    public static Command Create()
    {
        var command = new Command("api", About)
        {
            Target, NoBaseline, Names, Seconds, WarmUp, Rounds, Connections, Rate, Users, Articles, Out,
        };
        command.SetAction((parsed, cancellationToken) => ApiRun.RunAsync(Read(parsed), cancellationToken));
        return command;
    }

    private static ApiOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Target),
        !parsed.GetValue(NoBaseline),
        SelectScenarios(parsed.GetValue(Names)),
        parsed.GetValue(Seconds),
        parsed.GetValue(WarmUp),
        parsed.GetValue(Rounds),
        parsed.GetValue(Connections),
        parsed.GetValue(Rate) is var rate and > 0 ? rate : null,
        parsed.GetValue(Users),
        parsed.GetValue(Articles),
        parsed.GetRequiredValue(Out));

    private static IReadOnlyList<Scenario> SelectScenarios(string[]? names) => names is { Length: > 0 }
        ? [.. Scenarios.All.Where(scenario => names.Contains(scenario.Name))]
        : Scenarios.All;

    private static string[]? ReadNames(ArgumentResult result)
    {
        const StringSplitOptions Split = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var names = result.Tokens.SelectMany(token => token.Value.Split(',', Split)).ToArray();
        foreach (var name in names.Except(Scenarios.All.Select(scenario => scenario.Name)))
            result.AddError($"There is no scenario '{name}': --help lists them.");
        return names;
    }
}
