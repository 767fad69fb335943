using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Edge;

/// <summary>The options of <c>lab edge</c>.</summary>
internal sealed record EdgeOptions(Uri Api, double Seconds, int Rate, string Nginx, string[] Parts)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    public bool Has(string part) => Parts.Contains(part);
}

/// <summary>The command line of <c>lab edge</c>.</summary>
internal static class EdgeCommand
{
    private const string About =
        "Measures an edge process of the lab: as a proxy of one, two and three servers, and with responses from its cache, "
        + "beside a trivial endpoint with the same bytes, YARP alone, and nginx if it is installed; "
        + "then how each policy distributes requests, how much memory a full cache takes, and how clients are affected by killed servers; "
        + "exits with 1 when a request failed";

    private static readonly Option<Uri> Api = CommonOptions.Address("--api", "An API server's own address", service: "api-1");
    private static readonly Option<double> Seconds = CommonOptions.Seconds("Duration of each measurement; there are 37", 3, 600);

    private static readonly Option<int> Rate = CommonOptions.Number(
        "--rate", "Requests a second that clients send while servers are killed", 500, 10, 10_000);

    private static readonly Option<string> Nginx = new("--nginx")
    {
        Description = "The nginx program to compare with",
        HelpName = "program",
        DefaultValueFactory = _ => "nginx",
    };

    private static readonly Option<string[]> Parts = CommonOptions.Choices(
        "--parts", "Which parts to run", EdgeRun.Throughput, EdgeRun.Spread, EdgeRun.Memory, EdgeRun.Outage);

    public static Command Create()
    {
        var command = new Command("edge", About) { Api, Seconds, Rate, Nginx, Parts };
        command.SetAction((parsed, cancellationToken) => EdgeRun.RunAsync(OptionsOf(parsed), cancellationToken));
        return command;
    }

    private static EdgeOptions OptionsOf(ParseResult parsed) => new(
        parsed.GetRequiredValue(Api),
        parsed.GetValue(Seconds),
        parsed.GetValue(Rate),
        parsed.GetRequiredValue(Nginx),
        parsed.GetRequiredValue(Parts));
}
