using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Web;

/// <summary>What is measured and how.</summary>
internal sealed record WebOptions(Uri Server, Uri ApiServer, Uri Edge, double Seconds, int Connections, int Rate, string[] Pages)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The command line of <c>lab web</c>.</summary>
internal static class WebCommand
{
    private const string About =
        "Measures the pages of one web server, anonymous and signed in, with the API's caches off and on, and those of the edge, "
        + "beside a trivial Blazor page of the same size";

    private static readonly Option<Uri> Edge = CommonOptions.Target();
    private static readonly Option<Uri> Server = CommonOptions.Address("--server", "A web server's own address", service: "web-1");

    private static readonly Option<Uri> ApiServer = CommonOptions.Address(
        "--api-server", "An API server's own address; its responses show whether the caches are on", service: "api-1");

    private static readonly Option<double> Seconds = CommonOptions.Seconds("How long each measurement takes; there are 32 a page", 3, 600);

    private static readonly Option<int> Connections = CommonOptions.Number(
        "--connections", "Closed loop: connections that send the next request as soon as the last one is answered", 16, 1, 1000);

    private static readonly Option<int> Rate = CommonOptions.Number(
        "--rate", "Open loop: requests a second, sent whether or not the server keeps up", 20, 1, 10_000);

    private static readonly Option<string[]> Pages = CommonOptions.Choices(
        "--pages", "Which pages, each anonymous and signed in", WebRun.Home, WebRun.Article);

    public static Command Create()
    {
        var command = new Command("web", About) { Server, ApiServer, Edge, Seconds, Connections, Rate, Pages };
        command.SetAction((parsed, cancellationToken) => WebRun.RunAsync(OptionsOf(parsed), cancellationToken));
        return command;
    }

    private static WebOptions OptionsOf(ParseResult parsed) => new(
        parsed.GetRequiredValue(Server),
        parsed.GetRequiredValue(ApiServer),
        parsed.GetRequiredValue(Edge),
        parsed.GetValue(Seconds),
        parsed.GetValue(Connections),
        parsed.GetValue(Rate),
        parsed.GetRequiredValue(Pages));
}
