using Conduit.Lab.Map.Drawing;
using Conduit.Lab.Map.Model;

namespace Conduit.Tests.Lab.Map;

/// <summary>The map draws any shape of the system by itself.</summary>
public sealed class DrawingTests
{
    private static readonly string[] NodeNames = ["a", "b"];
    private static readonly Func<SystemModel, MapDrawing>[] Layouts = [WideMap.Of, TallMap.Of];

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(8, 8, 4)]
    public void Nothing_overlaps_and_everything_is_inside(int shards, int apiServers, int webServers)
    {
        var model = Model(shards, apiServers, webServers);
        foreach (var drawing in Layouts.Select(layout => layout(model)))
        {
            var drawn = drawing.Nodes.Select(node => node.Name).Where(name => name != "clients");
            Assert.Equal(model.Parts.Select(part => part.Name).Order(), drawn.Order());
            Assert.All(drawing.Nodes, node => Assert.True(
                node.Box is { X: >= 0, Y: >= 0 } box && box.Right <= drawing.Width && box.Bottom <= drawing.Height, $"{node}"));
            foreach (var (index, node) in drawing.Nodes.Index())
                Assert.All(drawing.Nodes.Skip(index + 1), other => Assert.False(Overlap(node.Box, other.Box), $"{node} and {other}"));
            foreach (var (index, frame) in drawing.Frames.Index())
                Assert.All(drawing.Frames.Skip(index + 1), other => Assert.False(Overlap(frame.Box, other.Box), $"{frame} and {other}"));
        }
    }

    [Fact]
    public void A_request_travels_from_left_to_right()
    {
        var drawing = WideMap.Of(Model(shards: 2, apiServers: 2, webServers: 1));

        string[] way = ["clients", "edge", "api-1", "postgres-0-a", "postgres-0-b", "worker"];
        var positions = way.Select(name => drawing.Nodes.Single(node => node.Name == name).Box.X).ToList();
        Assert.Equal(positions.Order(), positions);
    }

    [Fact]
    public void Every_use_has_an_arrow_to_each_server_that_is_used()
    {
        var arrows = WideMap.Of(Model(shards: 2, apiServers: 2, webServers: 1)).Arrows.Select(arrow => arrow.Id).ToList();

        string[] expected =
        [
            "clients>edge", "edge>web-1", "edge>api-1", "edge>api-2", "web>api-1", "api>cache", "api>storage",
            "api>postgres-0-a", "api>postgres-1-b", "worker>postgres-1-a", "postgres-0-a>postgres-0-b",
        ];
        Assert.Empty(expected.Except(arrows));
        Assert.Equal(arrows.Count, arrows.Distinct().Count());
    }

    // The default shape, and a store that no code of the map knows.
    private static SystemModel Model(int shards, int apiServers, int webServers)
    {
        var web = Enumerable.Range(1, webServers).Select(number => Server($"web-{number}")).ToList();
        var api = Enumerable.Range(1, apiServers).Select(number => Server($"api-{number}")).ToList();
        var nodes = Enumerable.Range(0, shards)
            .SelectMany(shard => NodeNames.Select(
                node => Server($"postgres-{shard}-{node}") with { Kind = PartKind.Database, Unit = $"postgres-{shard}" }))
            .ToList();
        var alone = new[]
        {
            Server("edge") with { IsEntry = true }, Server("worker"), Server("cache") with { Kind = PartKind.Cache },
            Server("storage") with { Kind = PartKind.Store },
        };
        return new(
            [.. alone, .. web, .. api, .. nodes],
            [GroupOf("web", web), GroupOf("api", api), GroupOf("postgres", nodes)],
            [
                new("edge", "web"), new("edge", "api"), new("edge", "cache"), new("web", "api"), new("web", "edge"), new("web", "postgres"),
                new("api", "cache"), new("api", "postgres"), new("api", "storage"), new("worker", "postgres"), new("worker", "cache"),
            ]);
    }

    private static Part Server(string name) => new(name, PartKind.Server, null, false, false, new Dictionary<string, Uri>());

    private static Group GroupOf(string name, IEnumerable<Part> members) => new(name, [.. members.Select(member => member.Name)]);

    private static bool Overlap(Box one, Box other) =>
        one.X < other.Right && other.X < one.Right && one.Y < other.Bottom && other.Y < one.Bottom;
}
