using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Cache;

/// <summary>What is measured and how.</summary>
internal sealed record CacheOptions(Uri Server, Uri Edge, double Seconds, int Rounds, int Connections, int Stampede, int Mixed)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The command line of <c>lab cache</c>.</summary>
internal static class CacheCommand
{
    private const string About =
        "Measures what each tier of cache is worth: a trivial endpoint with the same bytes, one API server with all tiers off, each alone and all on; then a stampede, a mix of requests, and what a write costs";

    private static readonly Option<Uri> Edge = CommonOptions.Target();
    private static readonly Option<Uri> Server = CommonOptions.Address("--server", "An API server's own address", service: "api-1");
    private static readonly Option<double> Seconds = CommonOptions.Seconds("How long each measurement takes; there are 32 a round, and 16 times as long, two seconds at most, to warm up", 2, 600);
    private static readonly Option<int> Rounds = CommonOptions.Number("--rounds", "How often, all in turn; the median counts", 1, 1, 100);
    private static readonly Option<int> Connections = CommonOptions.Number("--connections", "Saturation: how many connections send their next request when the last is answered; light load is one", 16, 1, 1000);
    private static readonly Option<int> Stampede = CommonOptions.Number("--stampede", "How many ask at once for what nobody has asked for", 1000, 1, 10_000);
    private static readonly Option<int> Mixed = CommonOptions.Number("--mixed", "How many requests the mix has", 5000, 100, 10_000_000);

    public static Command Create()
    {
        var command = new Command("cache", About) { Server, Edge, Seconds, Rounds, Connections, Stampede, Mixed };
        command.SetAction((parsed, cancellationToken) => CacheRun.RunAsync(
            new(
                parsed.GetRequiredValue(Server), parsed.GetRequiredValue(Edge), parsed.GetValue(Seconds), parsed.GetValue(Rounds), parsed.GetValue(Connections),
                parsed.GetValue(Stampede), parsed.GetValue(Mixed)),
            cancellationToken));
        return command;
    }
}
