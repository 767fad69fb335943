using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Drawing;

/// <summary>
/// Lays a map out from top to bottom, for phones: two servers in a row, and one arrow from each group to each that it uses.
/// </summary>
internal static class TallMap
{
    private const int Width = 360;
    private const int Gutter = 20;
    private const int Gap = 10;
    private const int NodeHeight = 76;
    private const int Padding = 8;
    private const int Title = 24;
    private const int EndGap = 34;
    private const int ClientsHeight = 40;

    public static MapDrawing Of(SystemModel model)
    {
        var columns = new Columns(model);
        var (frames, nodes, ends) = (new List<Frame>(), new List<Node>(), new List<(string Name, Box Box)>());
        nodes.Add(new(null, new((Width / 2) - 60, 2, 120, ClientsHeight)));
        var y = 2 + ClientsHeight + EndGap;
        foreach (var end in Enum.GetValues<Column>().SelectMany(columns.In))
        {
            var box = Place(model, end, y, frames, nodes);
            ends.Add((end, box));
            y = box.Bottom + EndGap;
        }

        return new(Width, y - EndGap + 4, frames, nodes, [.. Arrows(model, columns, nodes[0].Box, ends)]);
    }

    private static Box Place(SystemModel model, string end, int y, List<Frame> frames, List<Node> nodes)
    {
        var parts = model.Members(end);
        var isFramed = model.Groups.Any(group => group.Name == end);
        var (left, top) = isFramed ? (Gutter + Padding, y + Title) : (Gutter, y);
        var nodeWidth = (Width - (2 * left) - Gap) / 2;
        if (!isFramed) left = (Width - nodeWidth) / 2;
        foreach (var (index, part) in parts.Index())
        {
            var (row, place) = (index / 2, index % 2);
            nodes.Add(new(part, new(left + (place * (nodeWidth + Gap)), top + (row * (NodeHeight + Gap)), nodeWidth, NodeHeight)));
        }

        var rows = (parts.Count + 1) / 2;
        var height = (rows * NodeHeight) + ((rows - 1) * Gap);
        if (!isFramed) return new(left, y, nodeWidth, height);
        var box = new Box(Gutter, y, Width - (2 * Gutter), Title + height + Padding);
        frames.Add(new(end, box));
        return box;
    }

    private static IEnumerable<Arrow> Arrows(SystemModel model, Columns columns, Box clients, List<(string Name, Box Box)> ends)
    {
        foreach (var (name, box) in ends.Where(end => columns.Of(end.Name) == Column.Entries))
            yield return new(Arrow.Clients, name, Arrow.Down(clients.MiddleX, clients.Bottom, box.MiddleX, box.Y));

        foreach (var use in model.Uses)
        {
            var (from, to) = (ends.FindIndex(end => end.Name == use.From), ends.FindIndex(end => end.Name == use.To));
            // Writes that go back to the edge are among its own requests.
            if (from < 0 || to < 0 || columns.Of(use.To) == Column.Entries) continue;
            yield return new(use.From, use.To, PathOf(from, to, ends[from].Box, ends[to].Box));
        }
    }

    private static string PathOf(int from, int to, Box source, Box target)
    {
        if (to == from + 1) return Arrow.Down(source.MiddleX, source.Bottom, target.MiddleX, target.Y);
        // From the stores up into the next below: what a consumer takes comes to it.
        if (to == from - 1) return Arrow.Down(target.MiddleX, target.Bottom, source.MiddleX, source.Y);
        return from % 2 == 0
            ? Arrow.Via(0, source.X, source.MiddleY, target.X, target.MiddleY)
            : Arrow.Via(Width, source.Right, source.MiddleY, target.Right, target.MiddleY);
    }
}
