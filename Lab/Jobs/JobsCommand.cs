using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Jobs;

/// <summary>The options of <c>lab jobs</c>.</summary>
internal sealed record JobsOptions(Uri Target, int Jobs, int Followers, int Articles, int Followed, int Seconds, int ChurnMinutes)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The command line of <c>lab jobs</c>.</summary>
internal static class JobsCommand
{
    private const string About =
        "Measures the queue beside a simple loop of inserts and SKIP LOCKED deletes, the fan-out to feeds beside pipelined ZADDs, "
        + "and reads of a feed by the number of followed authors; removes the followers and jobs that it creates";

    private static readonly Option<Uri> Target = CommonOptions.Target();

    private static readonly Option<int> Jobs = CommonOptions.Number(
        "--jobs", "Number of empty jobs on each shard", 20_000, 100, 10_000_000);

    private static readonly Option<int> Followers = CommonOptions.Number(
        "--followers", "Number of feeds that each article is delivered to", 10_000, 10, 19_000);

    private static readonly Option<int> Articles = CommonOptions.Number(
        "--articles", "Number of articles that are delivered to all feeds", 5, 1, 100);

    private static readonly Option<int> Followed = CommonOptions.Number(
        "--followed",
        "Number of authors that the reader of a feed follows; a tenth and a thousandth are also measured",
        10_000,
        10,
        100_000);

    private static readonly Option<int> Seconds = CommonOptions.Number(
        "--seconds", "Duration of the reads of each feed, and of the jobs at half load", 5, 1, 600);

    private static readonly Option<int> ChurnMinutes = CommonOptions.Number(
        "--churn-minutes", "Duration of a run of jobs at full load, reported each minute", 0, 0, 10_000);

    public static Command Create()
    {
        var command = new Command("jobs", About) { Target, Jobs, Followers, Articles, Followed, Seconds, ChurnMinutes };
        command.SetAction((parsed, cancellationToken) => JobsRun.RunAsync(
            new(
                parsed.GetRequiredValue(Target),
                parsed.GetValue(Jobs),
                parsed.GetValue(Followers),
                parsed.GetValue(Articles),
                parsed.GetValue(Followed),
                parsed.GetValue(Seconds),
                parsed.GetValue(ChurnMinutes)),
            cancellationToken));
        return command;
    }
}
