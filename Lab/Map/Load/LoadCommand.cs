using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Map.Load;

/// <summary>The command line of <c>lab load</c>.</summary>
internal static class LoadCommand
{
    private const string About =
        "Sends a mix of requests, with a few writers and readers that check that no response is stale, and prints a line of JSON a second; "
        + "the system map runs it";

    private static readonly Option<Uri> Target = CommonOptions.Target();

    private static readonly Option<int> Rate = CommonOptions.Number(
        "--rate", "An open load with this many requests a second", LoadOptions.Default.Rate, 1, LoadOptions.MaxRate);

    private static readonly Option<int> Clients = CommonOptions.Number(
        "--clients", "A closed load with this many clients; 0: an open one", 0, 0, LoadOptions.MaxClients);

    private static readonly Option<int> Read = Share("--read", "reads of the API", LoadMix.Default.Read);
    private static readonly Option<int> Write = Share("--write", "writes", LoadMix.Default.Write);
    private static readonly Option<int> Feed = Share("--feed", "feeds of signed-in users", LoadMix.Default.Feed);
    private static readonly Option<int> Page = Share("--page", "pages", LoadMix.Default.Page);

    private static readonly Option<int> Seconds = CommonOptions.Number(
        "--seconds", "Duration in seconds; 0: until it is stopped", 0, 0, LoadOptions.MaxSeconds);

    private static readonly Option<int> TraceEvery = CommonOptions.Number(
        "--trace-every", "Of how many requests one is traced", 100, 1, 1_000_000);

    private static readonly Option<int> Checkers = CommonOptions.Number(
        "--checkers", "Number of writers, and of readers, of the consistency check; 0: no check", 2, 0, 20);

    private static readonly Option<bool> UntilInputEnds = new("--until-input-ends")
    {
        Description = "End when the input ends, as it does when the parent process ends",
    };

    public static Command Create()
    {
        var command = new Command("load", About)
        {
            Target, Rate, Clients, Read, Write, Feed, Page, Seconds, TraceEvery, Checkers, UntilInputEnds,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var mix = new LoadMix(parsed.GetValue(Read), parsed.GetValue(Write), parsed.GetValue(Feed), parsed.GetValue(Page));
            var clients = parsed.GetValue(Clients);
            var load = new LoadOptions(
                clients > 0 ? LoadKind.Closed : LoadKind.Open,
                parsed.GetValue(Rate),
                Math.Max(1, clients),
                mix,
                parsed.GetValue(Seconds) is var seconds and > 0 ? seconds : null);
            if (load.FindProblem() is { } problem) throw new LabException($"The load cannot be made: {problem}.");
            // One writer alone has no other to follow.
            var checkers = parsed.GetValue(Checkers) is 1 ? 2 : parsed.GetValue(Checkers);
            return LoadRun.RunAsync(
                new(parsed.GetRequiredValue(Target), load, parsed.GetValue(TraceEvery), checkers, parsed.GetValue(UntilInputEnds)),
                cancellationToken);
        });
        return command;
    }

    private static Option<int> Share(string name, string what, int defaultValue) =>
        CommonOptions.Number(name, $"The share of {what}", defaultValue, 0, LoadMix.MaxShare);
}
