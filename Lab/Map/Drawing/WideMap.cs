using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Drawing;

/// <summary>Lays a map out from left to right, for screens that are wide enough.</summary>
internal static class WideMap
{
    private const int NodeWidth = 164;
    private const int NodeHeight = 76;
    private const int ClientsWidth = 84;
    private const int Gap = 14;
    private const int UnitGap = 56;
    private const int ColumnGap = 96;
    private const int EndGap = 26;
    private const int Padding = 14;
    private const int Title = 26;
    private const int Margin = 2;
    private const int Lane = 16;

    public static MapDrawing Of(SystemModel model)
    {
        var columns = new Columns(model);
        var (frames, nodes, ends) = (new List<Frame>(), new List<Node>(), new Dictionary<string, Box>());
        var laidOut = Enum.GetValues<Column>()
            .Select(column => columns.In(column).Select(end => EndLayout.Of(model, end)).ToList())
            .ToList();
        var height = laidOut.Max(HeightOf);
        var x = Margin;
        foreach (var (index, column) in laidOut.Index())
        {
            if ((Column)index == Column.Clients)
            {
                nodes.Add(new(null, new(x, Lane + EndGap + ((height - NodeHeight) / 2), ClientsWidth, NodeHeight)));
                x += ClientsWidth + ColumnGap;
                continue;
            }

            if (column.Count == 0) continue;
            var width = column.Max(end => end.Width);
            var y = Lane + EndGap + ((height - HeightOf(column)) / 2);
            foreach (var end in column)
            {
                ends[end.Name] = Place(end, x + ((width - end.Width) / 2), y, frames, nodes);
                y += end.Height + EndGap;
            }

            x += width + ColumnGap;
        }

        return new(
            x - ColumnGap + Margin, height + (2 * (Lane + EndGap)), frames, nodes, [.. WideArrows.Of(model, columns, nodes, ends, Lane)]);
    }

    private static int HeightOf(List<EndLayout> column) => column.Sum(end => end.Height) + (Math.Max(0, column.Count - 1) * EndGap);

    private static Box Place(EndLayout end, int x, int y, List<Frame> frames, List<Node> nodes)
    {
        var box = new Box(x, y, end.Width, end.Height);
        var (left, top) = end.IsFramed ? (x + Padding, y + Title) : (x, y);
        if (end.IsFramed) frames.Add(new(end.Name, box));
        foreach (var (row, parts) in end.Rows.Index())
        {
            foreach (var (place, part) in parts.Index())
                nodes.Add(new(part, new(left + (place * (NodeWidth + UnitGap)), top + (row * (NodeHeight + Gap)), NodeWidth, NodeHeight)));
        }

        return box;
    }

    /// <summary>The rows of a group, or of a single server: each unit is a row.</summary>
    private sealed record EndLayout(string Name, bool IsFramed, IReadOnlyList<IReadOnlyList<Part>> Rows)
    {
        public int Width => (IsFramed ? 2 * Padding : 0) + (Columns * NodeWidth) + ((Columns - 1) * UnitGap);

        public int Height => (IsFramed ? Title + Padding : 0) + (Rows.Count * NodeHeight) + ((Rows.Count - 1) * Gap);

        private int Columns => Rows.Max(row => row.Count);

        public static EndLayout Of(SystemModel model, string end) => new(
            end,
            IsFramed: model.Groups.Any(group => group.Name == end),
            [.. model.Members(end).GroupBy(part => part.Unit ?? part.Name).Select(unit => unit.ToList())]);
    }
}
