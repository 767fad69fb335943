using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Drawing;

/// <summary>The columns of a map, from left to right as a request travels.</summary>
internal enum Column
{
    Clients,
    Entries,
    Servers,
    Stores,
    Consumers,
}

/// <summary>Decides in which column each server is, by what uses it and by its kind.</summary>
internal sealed class Columns(SystemModel model)
{
    private readonly HashSet<string> _reached = Reach(model);

    /// <summary>The column of a group, or of a server that is in none.</summary>
    public Column Of(string end)
    {
        var part = model.Members(end)[0];
        if (part.IsEntry) return Column.Entries;
        if (part.Kind is not PartKind.Server) return Column.Stores;
        return _reached.Contains(end) ? Column.Servers : Column.Consumers;
    }

    /// <summary>The ends of a column from top to bottom: users above what they use, caches above databases.</summary>
    public IReadOnlyList<string> In(Column column) =>
    [
        .. model.Parts.Select(model.EndOf).Distinct()
            .Where(end => Of(end) == column)
            .OrderBy(end => model.Members(end)[0].Kind)
            .ThenByDescending(end => Depth(end, [])),
    ];

    // Servers that no request reaches take their work from the stores.
    private static HashSet<string> Reach(SystemModel model)
    {
        var reached = model.Parts.Where(part => part.IsEntry).Select(model.EndOf).ToHashSet();
        while (model.Uses.Where(use => reached.Contains(use.From)).Select(use => use.To).Where(reached.Add).ToList() is { Count: > 0 })
        {
        }

        return reached;
    }

    // How many steps lead on from here within the column.
    private int Depth(string end, HashSet<string> seen) => seen.Add(end)
        ? model.Uses.Where(use => use.From == end && model.Members(use.To).Count > 0 && Of(use.To) == Of(end))
            .Select(use => 1 + Depth(use.To, seen))
            .DefaultIfEmpty(0)
            .Max()
        : 0;
}
