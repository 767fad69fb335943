using System.CommandLine;
using System.CommandLine.Parsing;
using Conduit.Lab.Options;

namespace Conduit.Lab.Api;

/// <summary>The command line of <c>lab api</c>.</summary>
internal static class ApiCommand
{
    private const string About =
        "Measures the API of the running system, and in turn with it a baseline: bare Kestrel and hand-written Npgsql that do the least for the same answers";

    private static readonly Option<Uri> Target = CommonOptions.Target();

    private static readonly Option<bool> NoBaseline = new("--no-baseline")
    {
        Description = "Measure the API alone. The baseline needs the databases: start `lab` in the dashboard, where everything is wired (./run.sh --Lab \"api --seconds 2\"), "
            + "or set ConnectionStrings__accounts, ConnectionStrings__conduit-0 … as the environment of an API server shows them there",
    };

    private static readonly Option<string[]> Names = new("--scenarios")
    {
        Description = "Only some of " + string.Join(", ", Scenarios.All.Select(scenario => scenario.Name)),
        HelpName = "name,name",
        CustomParser = ReadNames,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double> Seconds = CommonOptions.Seconds("How long each measurement takes; a scenario takes four a round", 5, 3600);
    private static readonly Option<int> WarmUp = CommonOptions.Number("--warm-up", "How long each side is sent requests first, which do not count: until its code is compiled", 5, 0, 600);
    private static readonly Option<int> Rounds = CommonOptions.Number("--rounds", "How often, API and baseline in turn; the median counts", 3, 1, 100);
    private static readonly Option<int> Connections = CommonOptions.Number("--connections", "Closed loop: how many connections send their next request when the last is answered", 16, 1, 1000);
    private static readonly Option<int> Rate = CommonOptions.Number("--rate", "Open loop: requests a second, whose latencies count from when they were due; 0: half of what the slower of the two can do", 0, 0, 1_000_000);
    private static readonly Option<int> Users = CommonOptions.Number("--users", "How many users it signs up", 16, 2, 10_000);
    private static readonly Option<int> Articles = CommonOptions.Number("--articles", "How many articles there have to be; what lacks is published", 200, 10, 100_000);

    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("api.txt, api.json and api.svg");

    public static Command Create()
    {
        var command = new Command("api", About) { Target, NoBaseline, Names, Seconds, WarmUp, Rounds, Connections, Rate, Users, Articles, Out };
        command.SetAction((parsed, cancellationToken) => ApiRun.RunAsync(Read(parsed), cancellationToken));
        return command;
    }

    private static ApiOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Target),
        !parsed.GetValue(NoBaseline),
        [.. Scenarios.All.Where(scenario => parsed.GetValue(Names) is not { Length: > 0 } names || names.Contains(scenario.Name))],
        parsed.GetValue(Seconds),
        parsed.GetValue(WarmUp),
        parsed.GetValue(Rounds),
        parsed.GetValue(Connections),
        parsed.GetValue(Rate) is var rate and > 0 ? rate : null,
        parsed.GetValue(Users),
        parsed.GetValue(Articles),
        parsed.GetRequiredValue(Out));

    private static string[]? ReadNames(ArgumentResult result)
    {
        var names = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        foreach (var name in names.Except(Scenarios.All.Select(scenario => scenario.Name)))
            result.AddError($"There is no scenario '{name}': --help lists them.");
        return names;
    }
}
