using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Freshness;

/// <summary>The options of <c>lab freshness</c>.</summary>
internal sealed record FreshnessOptions(double Seconds, int Rounds, int Connections, int[] Followers)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The command line of <c>lab freshness</c>.</summary>
internal static class FreshnessCommand
{
    private const string About =
        "Measures the cost of waiting for acknowledgements of a write: the same update by hand-written SQL, logged without waiting, "
        + "and waiting for each number of followers";

    private static readonly Option<double> Seconds = CommonOptions.Seconds(
        "Duration of each measurement; there are three for each number of followers and round", 2, 600);

    private static readonly Option<int> Rounds = CommonOptions.Number(
        "--rounds", "Number of rounds, all measurements in turn; the report has the medians", 3, 1, 100);

    private static readonly Option<int> Connections = CommonOptions.Number("--connections", "Number of concurrent writers", 16, 1, 100);

    private static readonly Option<int[]> Followers = new("--followers")
    {
        Description = "Numbers of followers to measure with, those of the running system included",
        HelpName = "n",
        DefaultValueFactory = _ => [4, 8, 16],
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        var command = new Command("freshness", About) { Seconds, Rounds, Connections, Followers };
        command.SetAction((parsed, cancellationToken) => FreshnessRun.RunAsync(
            new(parsed.GetValue(Seconds), parsed.GetValue(Rounds), parsed.GetValue(Connections), parsed.GetRequiredValue(Followers)),
            cancellationToken));
        return command;
    }
}
