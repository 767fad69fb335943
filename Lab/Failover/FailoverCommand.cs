using System.CommandLine;
using Conduit.Lab.Options;

namespace Conduit.Lab.Failover;

/// <summary>What fails, how often, and under which load.</summary>
internal sealed record FailoverOptions(Uri Target, int Faults, IReadOnlyList<Fault> Kinds, int WriteRate, int ReadRate);

/// <summary>The command line of <c>lab failover</c>.</summary>
internal static class FailoverCommand
{
    private const string About =
        "Kills and freezes nodes of the databases under load and reports for how long writes and reads fail, "
        + "whether acknowledged writes are "
        + "lost or answers stale, and how long a node takes to come back; ends with 1 when anything was lost or stale";

    private static readonly Option<Uri> Target = CommonOptions.Target();
    private static readonly Option<int> Faults = CommonOptions.Number("--faults", "How many faults of each kind", 20, 1, 1000);
    private static readonly Option<int> Writes = CommonOptions.Number("--writes", "Writes a second to each shard", 25, 1, 1000);
    private static readonly Option<int> Reads = CommonOptions.Number("--reads", "Reads a second of each shard", 50, 1, 1000);
    private static readonly Option<string[]> Kinds = CommonOptions.Choices("--kinds", "Which faults", [.. Enum.GetNames<Fault>()]);

    public static Command Create()
    {
        var command = new Command("failover", About) { Target, Faults, Kinds, Writes, Reads };
        command.SetAction((parsed, cancellationToken) => FailoverRun.RunAsync(
            new(
                parsed.GetRequiredValue(Target),
                parsed.GetValue(Faults),
                [.. parsed.GetRequiredValue(Kinds).Select(Enum.Parse<Fault>)],
                parsed.GetValue(Writes),
                parsed.GetValue(Reads)),
            cancellationToken));
        return command;
    }
}
