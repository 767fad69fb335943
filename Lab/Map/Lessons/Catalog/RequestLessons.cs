using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Requests;
using static Conduit.Lab.Map.Lessons.Catalog.Script;

namespace Conduit.Lab.Map.Lessons.Catalog;

/// <summary>What a request passes on its way.</summary>
internal static class RequestLessons
{
    public static readonly Lesson WayOfARequest = new()
    {
        Name = "request",
        Title = "The way of a request",
        Question = "How much of the time for the home page is spent behind the edge?",
        Text = """
            A browser that asks for the home page reaches the edge, the only public server. When the edge has no valid copy, it picks a web
            server, which requests the newest articles from an API server. The API server reads its own memory, then Redis, and at last the
            databases: from each shard its newest articles, which it merges. Every hop costs a little time for the network, for
            turning objects into text and back, and for waiting until a processor is free. Every cache on the way saves all hops behind it.
            This lesson reads the home page again and again with a single client, first with all caches on, then with all of them off. Then
            follow one request on the page of that name, and see the hops as spans of one trace.
            """,
        Predictions = ["Less than half of it", "Half of it", "Nearly all of it"],
        Right = 2,
        Steps = [.. WithCaches, new Send("all caches", UserAction.Home), .. WithoutCaches, new Send("no cache", UserAction.Home)],
        Figure = LessonFigure.P50,
        Why = "With its copy, the edge answers from memory in a fraction of a millisecond. Without any cache, the page needs a web server, "
            + "an API server and a query on each shard. The servers work one after another; the shards are queried at once.",
        Where =
        [
            new("Edge/Caching/EdgeCacheMiddleware.cs", "? SendHitAsync(context, conditions, response)", "answers from the edge's memory"),
            new("Data/Shards/Shards.cs", "await GatherAsync(All, (shard, limit) => shard.ReadAsync(query, limit)", "queries all shards"),
        ],
        Reading =
        [
            new("Latency numbers, interactive", new("https://colin-scott.github.io/personal_website/research/interactive_latency.html")),
            new("W3C Trace Context", new("https://www.w3.org/TR/trace-context/")),
        ],
    };
}
