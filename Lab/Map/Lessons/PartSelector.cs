using Conduit.Lab.Map.Figures;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Lessons;

/// <summary>
/// Chooses servers by a text: a name such as <c>api-1</c>; <c>postgres-0/primary</c> or <c>postgres-0/replica</c>, the node that has this
/// role now; <c>postgres-1/*</c>, all nodes of a unit; <c>*/replica</c>, the replicas of all units.
/// </summary>
internal static class PartSelector
{
    private const string All = "*";
    private const string Primary = "primary";

    public static IReadOnlyList<string> Select(string selector, SystemModel model, SystemCounters counters)
    {
        if (selector.Split('/') is not [var unit, var role]) return model.Find(selector) is { } part ? [part.Name] : [];
        return
        [
            .. model.Parts
                .Where(part => part.Unit is not null && (unit == All || part.Unit == unit))
                .Where(part => role == All || HasRole(part, role, counters))
                .Select(part => part.Name),
        ];
    }

    private static bool HasRole(Part part, string role, SystemCounters counters) =>
        counters.Parts.TryGetValue(part.Name, out var known) && (known[PostgresSource.IsReplica] == 0) == (role == Primary);
}
