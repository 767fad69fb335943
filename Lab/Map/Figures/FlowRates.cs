using Conduit.Lab.Map.Drawing;
using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Figures;

/// <summary>What travels along each arrow, from the counters at its ends.</summary>
internal sealed class FlowRates(SystemModel model)
{
    public IReadOnlyList<FlowFigures> Of(CounterHistory history)
    {
        var flows = new List<FlowFigures>();
        foreach (var entry in model.Parts.Where(part => part.IsEntry))
            flows.Add(Flow(Arrow.Clients, entry.Name, Rate(history, entry, ServerSource.Requests), "req/s"));
        foreach (var use in model.Uses.Where(use => model.Members(use.From).Count > 0))
        {
            var targets = model.Members(use.To)
                .Select(to => (to.Name, Rate: RateOf(model.Members(use.From), to, history), Unit: UnitOf(to)))
                .ToList();
            flows.AddRange(targets.Select(target => Flow(use.From, target.Name, target.Rate, target.Unit)));
            if (targets.Count > 0 && targets[0].Name != use.To)
                flows.Add(Flow(use.From, use.To, targets.Sum(target => target.Rate), targets[0].Unit));
        }

        foreach (var unit in model.Parts.Where(part => part.Unit is not null).GroupBy(part => part.Unit))
        {
            if (unit.ToList() is [var first, var second]) flows.Add(Replication(first, second, history));
        }

        return flows;
    }

    private static FlowFigures Flow(string from, string to, double rate, string unit) =>
        new($"{from}>{to}", FigureText.Rate(rate, unit), FigureText.Spacing(rate));

    private static string UnitOf(Part to) => to.Kind switch
    {
        PartKind.Cache => "ops/s",
        PartKind.Database => "statements/s",
        _ => "req/s",
    };

    private double RateOf(IReadOnlyList<Part> from, Part to, CounterHistory history) => to.Kind switch
    {
        PartKind.Cache => CacheRate(from, to, history),
        // Probes of a load balancer are among what is sent, and not among what the server counts.
        _ when to.Kind is PartKind.Server => Math.Min(SentTo(from, to, history), Rate(history, to, ServerSource.Requests)),
        _ => SentTo(from, to, history),
    };

    private static double SentTo(IReadOnlyList<Part> from, Part to, CounterHistory history) =>
        ServerSource.SentTo(to) is { } name ? from.Sum(part => Rate(history, part, name)) : 0;

    // Redis does not count the commands of each client, so they are divided among those who use it, evenly.
    private double CacheRate(IReadOnlyList<Part> from, Part to, CounterHistory history)
    {
        var users = model.Uses.Where(use => use.To == model.EndOf(to)).SelectMany(use => model.Members(use.From))
            .Where(part => history.Latest(part.Name) is not null)
            .ToList();
        return users.Count == 0 ? 0 : Rate(history, to, RedisSource.Commands) * from.Count(users.Contains) / users.Count;
    }

    private static FlowFigures Replication(Part first, Part second, CounterHistory history)
    {
        var isReversed = history.Latest(second.Name) is { } counters && counters[PostgresSource.IsReplica] == 0;
        var (primary, replica) = isReversed ? (second, first) : (first, second);
        var streams = history.Latest(primary.Name)?.Totals.ContainsKey(PostgresSource.LagBytes + PostgresSource.ReplicationName(replica));
        var bytes = streams is true ? Rate(history, primary, PostgresSource.Position) : 0;
        // Dots for kilobytes: one for each commit, about.
        return new($"{first.Name}>{second.Name}", $"{FigureText.Bytes(bytes)}/s", FigureText.Spacing(bytes / 1000), isReversed);
    }

    private static double Rate(CounterHistory history, Part part, string name) =>
        history.Latest(part.Name)?.RateSince(history.Previous(part.Name), name) ?? 0;
}
