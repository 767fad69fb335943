using System.Globalization;
using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Drawing;

/// <summary>A map with all positions, in the units of its view box.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Frames">The frames around groups.</param>
/// <param name="Nodes">The servers.</param>
/// <param name="Arrows">What travels between them.</param>
public sealed record MapDrawing(
    int Width, int Height, IReadOnlyList<Frame> Frames, IReadOnlyList<Node> Nodes, IReadOnlyList<Arrow> Arrows);

/// <summary>A rectangle.</summary>
public readonly record struct Box(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public int MiddleX => X + (Width / 2);

    public int MiddleY => Y + (Height / 2);

    public Box Around(Box other) => Width == 0
        ? other
        : new(
            Math.Min(X, other.X),
            Math.Min(Y, other.Y),
            Math.Max(Right, other.Right) - Math.Min(X, other.X),
            Math.Max(Bottom, other.Bottom) - Math.Min(Y, other.Y));
}

/// <summary>The frame around a group, with its name.</summary>
public sealed record Frame(string Name, Box Box);

/// <summary>A server; null: the clients.</summary>
public sealed record Node(Part? Part, Box Box)
{
    public string Name => Part?.Name ?? Arrow.Clients;
}

/// <summary>A line along which something travels.</summary>
/// <param name="From">Where it begins: a server, a group, or the clients.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Path">The path in SVG's words.</param>
public sealed record Arrow(string From, string To, string Path)
{
    public const string Clients = "clients";

    /// <summary>The name by which its rate is known.</summary>
    public string Id => $"{From}>{To}";

    /// <summary>A curve that leaves and arrives horizontally.</summary>
    public static string Across(int x1, int y1, int x2, int y2) =>
        string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}C{(x1 + x2) / 2} {y1} {(x1 + x2) / 2} {y2} {x2} {y2}");

    /// <summary>A curve that leaves and arrives vertically.</summary>
    public static string Down(int x1, int y1, int x2, int y2) =>
        string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}C{x1} {(y1 + y2) / 2} {x2} {(y1 + y2) / 2} {x2} {y2}");

    /// <summary>A curve from one side of a column to the same side, further down or up, which comes near a line between.</summary>
    public static string Via(int x, int x1, int y1, int x2, int y2) =>
        string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}C{x} {y1} {x} {y2} {x2} {y2}");

    /// <summary>A line over everything between, with rounded corners.</summary>
    public static string Over(int x1, int y1, int x2, int y2, int lane)
    {
        const int Corner = 14;
        var turn = lane < y1 ? Corner : -Corner;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"M{x1} {y1}V{lane + turn}Q{x1} {lane} {x1 + Corner} {lane}H{x2 - Corner}Q{x2} {lane} {x2} {lane + turn}V{y2}");
    }
}
