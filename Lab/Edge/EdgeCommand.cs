using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Edge;

/// <summary>What is measured and how.</summary>
internal sealed record EdgeOptions(Uri Api, double Seconds, int Rate, string Nginx, string[] Parts)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    public bool Has(string part) => Parts.Contains(part);
}

/// <summary>The command line of <c>lab edge</c>.</summary>
internal static class EdgeCommand
{
    private const string About =
        "Measures an edge of its own: passing on to one, two and three servers, and answering from its cache, beside a trivial endpoint with the same bytes, bare YARP, and nginx if there is one; "
        + "then how each policy spreads requests, what a full cache takes, and what clients notice of servers that are killed; ends with 1 when a request failed";

    private static readonly Option<Uri> Api = CommonOptions.Address("--api", "An API server's own address", service: "api-1");
    private static readonly Option<double> Seconds = CommonOptions.Seconds("How long each measurement takes; there are 37", 3, 600);
    private static readonly Option<int> Rate = CommonOptions.Number("--rate", "How many requests a second the clients send while servers are killed", 500, 10, 10_000);
    private static readonly Option<string> Nginx = new("--nginx") { Description = "nginx, to compare with", HelpName = "program", DefaultValueFactory = _ => "nginx" };
    private static readonly Option<string[]> Parts = CommonOptions.Choices("--parts", "What of it", EdgeRun.Throughput, EdgeRun.Spread, EdgeRun.Memory, EdgeRun.Outage);

    public static Command Create()
    {
        var command = new Command("edge", About) { Api, Seconds, Rate, Nginx, Parts };
        command.SetAction((parsed, cancellationToken) => EdgeRun.RunAsync(new(parsed.GetRequiredValue(Api), parsed.GetValue(Seconds), parsed.GetValue(Rate), parsed.GetRequiredValue(Nginx), parsed.GetRequiredValue(Parts)), cancellationToken));
        return command;
    }
}
