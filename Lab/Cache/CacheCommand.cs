using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Cache;

/// <summary>The options of <c>lab cache</c>.</summary>
internal sealed record CacheOptions(Uri Server, Uri Edge, double Seconds, int Rounds, int Connections, int Stampede, int Mixed)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The command line of <c>lab cache</c>.</summary>
internal static class CacheCommand
{
    private const string About =
        "Measures the effect of each cache tier: a trivial endpoint with the same bytes, one API server with all tiers off, "
        + "each tier alone, and all on; then a stampede, a mix of requests, and the cost of a write";

    private static readonly Option<Uri> Edge = CommonOptions.Target();
    private static readonly Option<Uri> Server = CommonOptions.Address("--server", "An API server's own address", service: "api-1");

    private static readonly Option<double> Seconds = CommonOptions.Seconds(
        "Duration of each measurement; there are 32 a round, and 16 warm-ups of the same duration, two seconds at most", 2, 600);

    private static readonly Option<int> Rounds = CommonOptions.Number(
        "--rounds", "Number of rounds, all measurements in turn; the report has the medians", 1, 1, 100);

    private static readonly Option<int> Connections = CommonOptions.Number(
        "--connections",
        "Saturation: connections that send the next request as soon as the last one is answered; light load has one",
        16,
        1,
        1000);

    private static readonly Option<int> Stampede = CommonOptions.Number(
        "--stampede", "Number of concurrent requests for something that is not cached", 1000, 1, 10_000);

    private static readonly Option<int> Mixed = CommonOptions.Number("--mixed", "Number of requests of the mix", 5000, 100, 10_000_000);

    public static Command Create()
    {
        var command = new Command("cache", About) { Server, Edge, Seconds, Rounds, Connections, Stampede, Mixed };
        command.SetAction((parsed, cancellationToken) => CacheRun.RunAsync(
            new(
                parsed.GetRequiredValue(Server),
                parsed.GetRequiredValue(Edge),
                parsed.GetValue(Seconds),
                parsed.GetValue(Rounds),
                parsed.GetValue(Connections),
                parsed.GetValue(Stampede),
                parsed.GetValue(Mixed)),
            cancellationToken));
        return command;
    }
}
