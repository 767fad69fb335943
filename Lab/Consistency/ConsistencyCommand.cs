using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Consistency;

/// <summary>What is run, where and for how long.</summary>
internal sealed record ConsistencyOptions(Uri Target, TimeSpan Time, int Writers, int Readers);

/// <summary>The command line of <c>lab consistency</c>.</summary>
internal static class ConsistencyCommand
{
    private const string About =
        "Writes through different servers and checks every answer against what had been acknowledged before it was asked for, while Redis hangs, forgets or fails over, servers stand still and replicas lag; "
        + "ends with a verdict, and with 1 when anything was stale or lost";

    private static readonly Option<Uri> Target = CommonOptions.Target();
    private static readonly Option<int> Minutes = CommonOptions.Number("--minutes", "How long", 5, 1, 10_000);
    private static readonly Option<int> Seconds = CommonOptions.Number("--seconds", "How long, in seconds; 0: as many minutes as --minutes says", 0, 0, 100_000);
    private static readonly Option<int> Writers = CommonOptions.Number("--writers", "How many people write", 4, 2, 100);
    private static readonly Option<int> Readers = CommonOptions.Number("--readers", "How many read at once", 8, 1, 1000);

    public static Command Create()
    {
        var command = new Command("consistency", About) { Target, Minutes, Seconds, Writers, Readers };
        command.SetAction((parsed, cancellationToken) => ConsistencyRun.RunAsync(
            new(
                parsed.GetRequiredValue(Target),
                parsed.GetValue(Seconds) is var seconds and > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
                parsed.GetValue(Writers),
                parsed.GetValue(Readers)),
            cancellationToken));
        return command;
    }
}
