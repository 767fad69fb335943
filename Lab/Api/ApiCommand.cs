using System.CommandLine;
using System.CommandLine.Parsing;

namespace Conduit.Lab.Api;

/// <summary>The command line of <c>lab api</c>.</summary>
internal static class ApiCommand
{
    private const string About =
        "Measures the API of the running system, and in turn with it a floor: bare Kestrel and hand-written Npgsql that do the least for the same answers";

    private static readonly Option<Uri> Target = new("--target")
    {
        Description = "The API: the edge, or an API server's own address",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("services__edge__http__0") ?? "http://localhost:5080"),
        CustomParser = ReadTarget,
    };

    private static readonly Option<bool> NoFloor = new("--no-floor")
    {
        Description = "Measure the API alone. The floor needs the databases: start `lab` in the dashboard, where everything is wired (./run.sh --Lab \"api --seconds 2\"), "
            + "or set ConnectionStrings__accounts, ConnectionStrings__conduit-0 … as the environment of an API server shows them there",
    };

    private static readonly Option<string[]> Names = new("--scenarios")
    {
        Description = "Only some of " + string.Join(", ", Scenarios.All.Select(scenario => scenario.Name)),
        HelpName = "name,name",
        CustomParser = ReadNames,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Seconds = Number("--seconds", "How long each measurement takes; a scenario takes four a round", 5, 1, 3600);
    private static readonly Option<int> WarmUp = Number("--warm-up", "How long each side is sent requests first, which do not count: until its code is compiled", 5, 1, 600);
    private static readonly Option<int> Rounds = Number("--rounds", "How often, API and floor in turn; the median counts", 3, 1, 100);
    private static readonly Option<int> Connections = Number("--connections", "Closed loop: how many connections send their next request when the last is answered", 16, 1, 1000);
    private static readonly Option<int> Rate = Number("--rate", "Open loop: requests a second, whose latencies count from when they were due; 0: half of what the slower of the two can do", 0, 0, 1_000_000);
    private static readonly Option<int> Users = Number("--users", "How many users it signs up", 16, 2, 10_000);
    private static readonly Option<int> Articles = Number("--articles", "How many articles there have to be; what lacks is published", 200, 10, 100_000);

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "Where api.txt, api.json and api.svg go",
        HelpName = "folder",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Repository(), "artifacts", "lab")),
    };

    public static Command Create()
    {
        var command = new Command("api", About) { Target, NoFloor, Names, Seconds, WarmUp, Rounds, Connections, Rate, Users, Articles, Out };
        command.SetAction((parsed, cancel) => ApiRun.RunAsync(Read(parsed), cancel));
        return command;
    }

    private static ApiOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Target),
        !parsed.GetValue(NoFloor),
        [.. Scenarios.All.Where(scenario => parsed.GetValue(Names) is not { Length: > 0 } names || names.Contains(scenario.Name))],
        parsed.GetValue(Seconds),
        parsed.GetValue(WarmUp),
        parsed.GetValue(Rounds),
        parsed.GetValue(Connections),
        parsed.GetValue(Rate) is var rate and > 0 ? rate : null,
        parsed.GetValue(Users),
        parsed.GetValue(Articles),
        parsed.GetRequiredValue(Out));

    private static Option<int> Number(string name, string description, int usual, int from, int to)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && (number < from || number > to))
                result.AddError($"{name} {number} cannot be used: give a number from {from} to {to}.");
        });
        return option;
    }

    private static Uri? ReadTarget(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var target) && target.Scheme == Uri.UriSchemeHttp) return target;

        result.AddError($"--target {text} cannot be used: give an address that begins with http://.");
        return null;
    }

    private static string[]? ReadNames(ArgumentResult result)
    {
        var names = result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray();
        foreach (var name in names.Except(Scenarios.All.Select(scenario => scenario.Name)))
            result.AddError($"There is no scenario '{name}': --help lists them.");
        return names;
    }

    // Whoever starts it, and wherever it was built to: the folder of the solution, else the current one.
    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Aspire.sln"))) return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
