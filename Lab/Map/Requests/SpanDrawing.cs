namespace Conduit.Lab.Map.Requests;

/// <summary>Places the spans of a trace: a lane for each server and database, from left to right by time.</summary>
public sealed class SpanDrawing
{
    public const int Width = 960;
    public const int Left = 110;
    public const int LaneHeight = 22;
    public const int Top = 24;

    private const int Right = 10;
    private const double LeastWidth = 2;

    private SpanDrawing(IReadOnlyList<Lane> lanes, IReadOnlyList<Bar> bars, double milliseconds) =>
        (Lanes, Bars, Milliseconds) = (lanes, bars, milliseconds);

    public IReadOnlyList<Lane> Lanes { get; }

    public IReadOnlyList<Bar> Bars { get; }

    /// <summary>How much time the drawing spans.</summary>
    public double Milliseconds { get; }

    public int Height => Top + Lanes.Sum(lane => lane.Rows * LaneHeight) + 8;

    public static SpanDrawing Of(IReadOnlyList<Span> spans)
    {
        var end = Math.Max(spans.Max(span => span.Start + span.Milliseconds), .001);
        var (lanes, bars, y) = (new List<Lane>(), new List<Bar>(), Top);
        foreach (var lane in spans.GroupBy(LaneOf))
        {
            var rows = Stack(lane);
            foreach (var (span, row) in rows) bars.Add(Place(span, y + (row * LaneHeight), end));
            lanes.Add(new(lane.Key, y, rows.Max(one => one.Row) + 1));
            y += lanes[^1].Rows * LaneHeight;
        }

        return new(lanes, bars, end);
    }

    /// <summary>The lane of a span: the database that it queries, or the server that records it.</summary>
    public static string LaneOf(Span span) => span.Database ?? span.Service;

    private static Bar Place(Span span, int y, double end)
    {
        var scale = (Width - Left - Right) / end;
        return new(span, Left + (span.Start * scale), y, Math.Max(span.Milliseconds * scale, LeastWidth));
    }

    // Spans of a lane that overlap are drawn below each other.
    private static List<(Span Span, int Row)> Stack(IEnumerable<Span> lane)
    {
        var (rows, ends) = (new List<(Span, int)>(), new List<double>());
        foreach (var span in lane)
        {
            var row = ends.FindIndex(end => end <= span.Start);
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }

            ends[row] = span.Start + span.Milliseconds;
            rows.Add((span, row));
        }

        return rows;
    }

    /// <summary>A server or a database.</summary>
    public sealed record Lane(string Name, int Y, int Rows);

    /// <summary>A span.</summary>
    public sealed record Bar(Span Span, double X, int Y, double Width);
}
