namespace Conduit.Tests.Freshness;

/// <summary>Goes through every interleaving, breadth first, until somebody is shown less than he could know of.</summary>
internal static class Explorer
{
    /// <summary>What was seen.</summary>
    /// <param name="States">How many different states there are.</param>
    /// <param name="Stale">The steps to a stale answer; null when there is none.</param>
    public sealed record Seen(int States, IReadOnlyList<string>? Stale);

    public static Seen Explore(Protocol protocol, State start)
    {
        var from = new Dictionary<State, (State Before, string Step)> { [start] = (start, "start") };
        var waiting = new Queue<State>([start]);
        while (waiting.TryDequeue(out var state))
        {
            foreach (var (step, next) in protocol.Next(state))
            {
                if (!from.TryAdd(next, (state, step))) continue;
                if (IsStale(next.Left) || IsStale(next.Right)) return new(from.Count, Path(from, next));
                waiting.Enqueue(next);
            }
        }

        return new(from.Count, null);
    }

    private static bool IsStale(Server server) => server.At == Server.Step.AnsweredStale;

    private static List<string> Path(Dictionary<State, (State Before, string Step)> from, State state)
    {
        var steps = new List<string>();
        for (; from[state].Step != "start"; state = from[state].Before) steps.Insert(0, from[state].Step);
        return steps;
    }
}
