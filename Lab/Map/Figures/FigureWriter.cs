using System.Globalization;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Figures;

/// <summary>Writes the figures of a second from the states and counters.</summary>
internal sealed class FigureWriter(SystemModel model, FlowRates flows, ActionLog actions)
{
    public MapFigures Write(
        IReadOnlyDictionary<string, ResourceState> states, CounterHistory history, FigureSample? sample, ControlFigures controls) => new(
        [.. model.Parts.Select(part => Describe(part, states.GetValueOrDefault(part.Name), history))],
        flows.Of(history),
        [.. CacheTiers.All.Select(tier => Describe(tier, history))],
        [.. actions.Latest.Take(ActionLog.Listed).Select(Describe)],
        sample,
        controls);

    private PartFigures Describe(Part part, ResourceState? resource, CounterHistory history)
    {
        var state = PartState.Of(part, resource);
        var (now, before) = (history.Latest(part.Name), history.Previous(part.Name));
        var (role, rate, detail, errors, more) = (now, before) switch
        {
            _ when part.Kind is PartKind.Store => DescribeStore(part, history),
            (null, _) or (_, null) => ("", FigureText.None, FigureText.None, "", ""),
            _ when part.Kind is PartKind.Database => DescribeNode(part, now, before, history),
            _ when part.Kind is PartKind.Cache => DescribeCache(now, before),
            _ when now.Totals.Keys.Any(name => name.StartsWith(ServerSource.Due, StringComparison.Ordinal)) => DescribeWorker(now, before),
            _ => DescribeServer(part, now, before, history),
        };
        var commands = resource?.Commands.Where(command => command.IsEnabled).Select(command => command.Name) ?? [];
        var isNormal = state == "running" && resource?.Fault is null;
        return new(
            part.Name,
            state,
            isNormal && role.Length > 0 ? role : resource?.Fault ?? state,
            rate,
            detail,
            errors,
            isNormal ? "" : resource?.Detail ?? "",
            more,
            [.. PartCommand.All.Select(command => command.Name).Intersect(commands)]);
    }

    private static (string, string, string, string, string) DescribeServer(
        Part part, Counters now, Counters before, CounterHistory history)
    {
        var oldest = history.Oldest(part.Name)!;
        var (p50, p99) = (Percentiles.Of(now, oldest, .5), Percentiles.Of(now, oldest, .99));
        var errors = now.RateSince(before, ServerSource.Errors);
        return (
            "",
            FigureText.Rate(now.RateSince(before, ServerSource.Requests), "req/s"),
            $"{FigureText.Milliseconds(p50)} / {FigureText.Milliseconds(p99)} ms",
            errors > 0 ? FigureText.Rate(errors, "errors/s") : "",
            $"p99.9 {FigureText.Milliseconds(Percentiles.Of(now, oldest, .999))} ms");
    }

    // A store has no counters of its own, so these are the counters of the servers that use it.
    private (string, string, string, string, string) DescribeStore(Part part, CounterHistory history)
    {
        var name = ServerSource.SentTo(part) ?? "";
        var user = model.Uses.Where(use => use.To == model.EndOf(part)).SelectMany(use => model.Members(use.From))
            .FirstOrDefault(user => history.Oldest(user.Name) is not null);
        if (user is null) return ("", FigureText.None, FigureText.None, "", "");
        var (now, before, oldest) = (history.Latest(user.Name)!, history.Previous(user.Name), history.Oldest(user.Name)!);
        return (
            "",
            FigureText.Rate(now.RateSince(before, name), "req/s"),
            $"{LatencyOf(.5)} / {LatencyOf(.99)} ms",
            "",
            $"p99.9 {LatencyOf(.999)} ms");

        string LatencyOf(double share) => FigureText.Milliseconds(Percentiles.Of(now, oldest, share, ServerSource.BucketsOf(name)));
    }

    private static (string, string, string, string, string) DescribeWorker(Counters now, Counters before)
    {
        var lanes = now.Totals.Where(total => total.Key.StartsWith(ServerSource.Due, StringComparison.Ordinal)).ToList();
        var oldest = now.Totals.Where(total => total.Key.StartsWith(ServerSource.Oldest, StringComparison.Ordinal))
            .Select(total => total.Value)
            .DefaultIfEmpty(0)
            .Max();
        var failed = now.RateSince(before, ServerSource.FailedJobs);
        return (
            "",
            FigureText.Rate(now.RateSince(before, ServerSource.Jobs), "jobs/s"),
            $"{FigureText.Number(lanes.Sum(lane => lane.Value))} due, {FigureText.Number(oldest)} s",
            failed > 0 ? FigureText.Rate(failed, "failed/s") : "",
            string.Join(", ", lanes.Select(lane => $"{lane.Key[ServerSource.Due.Length..]} {FigureText.Number(lane.Value)} due")));
    }

    private static (string, string, string, string, string) DescribeCache(Counters now, Counters before) => (
        "",
        FigureText.Rate(now.RateSince(before, RedisSource.Commands), "ops/s"),
        FigureText.Bytes(now[RedisSource.Memory]),
        now.RateSince(before, RedisSource.Evicted) is > 0 and var evicted ? FigureText.Rate(evicted, "evicted/s") : "",
        $"{FigureText.Number(now[RedisSource.Clients])} clients");

    private (string, string, string, string, string) DescribeNode(Part part, Counters now, Counters before, CounterHistory history)
    {
        var rate = FigureText.Rate(now.RateSince(before, PostgresSource.Transactions), "tx/s");
        if (now[PostgresSource.IsReplica] == 0)
        {
            return ("primary", rate, FigureText.Rate(now.RateSince(before, PostgresSource.Rows), "rows/s"), "",
                $"log {FigureText.Bytes(now.RateSince(before, PostgresSource.Position))}/s");
        }

        var primary = model.Parts.Where(other => other.Unit == part.Unit && other != part)
            .Select(other => history.Latest(other.Name))
            .FirstOrDefault();
        var name = PostgresSource.ReplicationName(part);
        var streams = primary?.Totals.ContainsKey(PostgresSource.LagBytes + name) is true;
        var (bytes, milliseconds) = (primary?[PostgresSource.LagBytes + name] ?? 0, primary?[PostgresSource.LagMilliseconds + name] ?? 0);
        var lag = $"lag {FigureText.Bytes(bytes)}, {FigureText.Number(milliseconds)} ms";
        return ("replica", rate, streams ? lag : "does not stream", "", "");
    }

    public static ActionFigures Describe((DateTimeOffset At, string Text) action) =>
        new(FigureText.Time(action.At), action.Text, action.At.ToUnixTimeMilliseconds());

    private TierFigures Describe(string tier, CounterHistory history)
    {
        var (lookups, hits) = (0.0, 0.0);
        foreach (var part in model.Parts)
        {
            if (history.Latest(part.Name) is not { } now || history.Previous(part.Name) is not { } before) continue;
            lookups += now.RateSince(before, ServerSource.Lookups + tier);
            hits += now.RateSince(before, ServerSource.Hits + tier);
        }

        var percent = lookups > 0 ? 100 * hits / lookups : 0;
        return new(
            tier,
            FigureText.Rate(lookups, "lookups/s"),
            lookups > 0 ? $"{percent.ToString("0", CultureInfo.InvariantCulture)} %" : FigureText.None,
            Math.Round(percent));
    }
}
