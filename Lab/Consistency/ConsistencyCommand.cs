using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Consistency;

/// <summary>The options of <c>lab consistency</c>.</summary>
internal sealed record ConsistencyOptions(Uri Target, TimeSpan Time, int Writers, int Readers);

/// <summary>The command line of <c>lab consistency</c>.</summary>
internal static class ConsistencyCommand
{
    private const string About =
        "Writes through different servers, and checks that every response shows the writes acknowledged before its request, "
        + "while Redis hangs, loses its data or fails over, servers are suspended and replicas lag; "
        + "prints a verdict, and exits with 1 when anything was stale or lost";

    private static readonly Option<Uri> Target = CommonOptions.Target();
    private static readonly Option<int> Minutes = CommonOptions.Number("--minutes", "Duration in minutes", 5, 1, 10_000);

    private static readonly Option<int> Seconds = CommonOptions.Number(
        "--seconds", "Duration in seconds; 0: use --minutes", 0, 0, 100_000);

    private static readonly Option<int> Writers = CommonOptions.Number("--writers", "Number of concurrent writers", 4, 2, 100);
    private static readonly Option<int> Readers = CommonOptions.Number("--readers", "Number of concurrent readers", 8, 1, 1000);

    public static Command Create()
    {
        var command = new Command("consistency", About) { Target, Minutes, Seconds, Writers, Readers };
        command.SetAction((parsed, cancellationToken) => ConsistencyRun.RunAsync(
            new(
                parsed.GetRequiredValue(Target),
                parsed.GetValue(Seconds) is var seconds and > 0
                    ? TimeSpan.FromSeconds(seconds)
                    : TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
                parsed.GetValue(Writers),
                parsed.GetValue(Readers)),
            cancellationToken));
        return command;
    }
}
