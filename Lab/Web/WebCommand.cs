using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Web;

/// <summary>What is measured and how.</summary>
internal sealed record WebOptions(Uri Server, Uri ApiServer, Uri Edge, double Seconds, int Connections, string[] Pages)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The command line of <c>lab web</c>.</summary>
internal static class WebCommand
{
    private const string About = "Measures the pages of one web server, anonymous and signed in, with the API's caches off and on, and those of the edge in front, beside a trivial Blazor page of the same size";

    private static readonly Option<Uri> Edge = CommonOptions.Target();
    private static readonly Option<Uri> Server = CommonOptions.Address("--server", "A web server's own address", service: "web-1");
    private static readonly Option<Uri> ApiServer = CommonOptions.Address("--api-server", "An API server's own address, which tells whether the caches are on", service: "api-1");
    private static readonly Option<double> Seconds = CommonOptions.Seconds("How long each measurement takes; there are 16 a page", 3, 600);
    private static readonly Option<int> Connections = CommonOptions.Number("--connections", "Saturation: how many connections send their next request when the last is answered; light load is one", 16, 1, 1000);
    private static readonly Option<string[]> Pages = CommonOptions.Choices("--pages", "Which pages, each for strangers and signed in", WebRun.Home, WebRun.Article);

    public static Command Create()
    {
        var command = new Command("web", About) { Server, ApiServer, Edge, Seconds, Connections, Pages };
        command.SetAction((parsed, cancel) => WebRun.RunAsync(
            new(parsed.GetRequiredValue(Server), parsed.GetRequiredValue(ApiServer), parsed.GetRequiredValue(Edge), parsed.GetValue(Seconds), parsed.GetValue(Connections), parsed.GetRequiredValue(Pages)), cancel));
        return command;
    }
}
