using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Jobs;

/// <summary>What is measured and how much of it.</summary>
internal sealed record JobsOptions(Uri Target, int Jobs, int Followers, int Articles, int Followed, int Seconds, int ChurnMinutes)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);
}

/// <summary>The command line of <c>lab jobs</c>.</summary>
internal static class JobsCommand
{
    private const string About =
        "Measures the queue beside a bare loop of inserts and SKIP LOCKED deletes, the fan-out to feeds beside pipelined ZADDs, and reading a feed by how many it is made of; what it makes for that it removes";

    private static readonly Option<Uri> Target = CommonOptions.Target();
    private static readonly Option<int> Jobs = CommonOptions.Number("--jobs", "How many jobs that do nothing, on each shard", 20_000, 100, 10_000_000);
    private static readonly Option<int> Followers = CommonOptions.Number("--followers", "How many feeds an article is put into", 10_000, 10, 19_000);
    private static readonly Option<int> Articles = CommonOptions.Number("--articles", "How many articles are put into all of them", 5, 1, 100);
    private static readonly Option<int> Followed = CommonOptions.Number("--followed", "How many the reader follows at most whose feed is read; also measured are a tenth and a thousandth", 10_000, 10, 100_000);
    private static readonly Option<int> Seconds = CommonOptions.Number("--seconds", "How long each feed is read, and jobs come at half load", 5, 1, 600);
    private static readonly Option<int> ChurnMinutes = CommonOptions.Number("--churn-minutes", "How long jobs come and go at full load, reported by the minute", 0, 0, 10_000);

    public static Command Create()
    {
        var command = new Command("jobs", About) { Target, Jobs, Followers, Articles, Followed, Seconds, ChurnMinutes };
        command.SetAction((parsed, cancellationToken) => JobsRun.RunAsync(
            new(
                parsed.GetRequiredValue(Target), parsed.GetValue(Jobs), parsed.GetValue(Followers), parsed.GetValue(Articles), parsed.GetValue(Followed),
                parsed.GetValue(Seconds), parsed.GetValue(ChurnMinutes)),
            cancellationToken));
        return command;
    }
}
