using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Drawing;

/// <summary>The arrows of a map that is laid out from left to right: from each group to every server that it uses.</summary>
internal static class WideArrows
{
    private const int Bulge = 54;
    private const int Apart = 14;

    public static IEnumerable<Arrow> Of(
        SystemModel model, Columns columns, IReadOnlyList<Node> nodes, IReadOnlyDictionary<string, Box> ends, int lane)
    {
        var clients = nodes.Single(node => node.Part is null).Box;
        foreach (var node in nodes.Where(node => node.Part is { IsEntry: true }))
            yield return new(Arrow.Clients, node.Name, Arrow.Across(clients.Right, clients.MiddleY, node.Box.X, node.Box.MiddleY));

        foreach (var use in model.Uses.Where(use => ends.ContainsKey(use.From) && ends.ContainsKey(use.To)))
        {
            foreach (var node in nodes.Where(node => node.Part is { } part && model.EndOf(part) == use.To))
                yield return new(use.From, node.Name, PathOf(use, ends[use.From], node.Box, columns, lane));
        }

        foreach (var unit in nodes.Where(node => node.Part?.Unit is not null).GroupBy(node => node.Part!.Unit))
        {
            if (unit.ToList() is not [var first, var second]) continue;
            var path = Arrow.Across(first.Box.Right, first.Box.MiddleY, second.Box.X, second.Box.MiddleY);
            yield return new(first.Name, second.Name, path);
        }
    }

    private static string PathOf(Use use, Box from, Box to, Columns columns, int lane)
    {
        var steps = (int)columns.Of(use.To) - (int)columns.Of(use.From);
        return steps switch
        {
            0 => Arrow.Via(from.Right + Bulge, from.Right, from.MiddleY, to.Right, to.MiddleY - Apart),
            1 => Arrow.Across(from.Right, from.MiddleY, to.X, to.MiddleY),
            > 1 => Arrow.Over(from.MiddleX, from.Y, to.MiddleX, to.Y, lane),
            // What it takes from there comes to it.
            _ when columns.Of(use.From) == Column.Consumers => Arrow.Across(to.Right, to.MiddleY, from.X, from.MiddleY),
            _ => Arrow.Across(from.X, from.MiddleY + Apart, to.Right, to.MiddleY + Apart),
        };
    }
}
