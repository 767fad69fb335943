using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Requests;
using static Conduit.Lab.Map.Lessons.Catalog.Script;

namespace Conduit.Lab.Map.Lessons.Catalog;

/// <summary>What caches save, one tier at a time.</summary>
internal static class CacheLessons
{
    public static readonly Lesson Caches = new()
    {
        Name = "caches",
        Title = "Caches, one tier at a time",
        Question = "Which tier of cache spares the databases most of their reads?",
        Text = """
            A cache stores an answer near to where it is needed. This system has several tiers. Redis holds the results of queries, shared
            by all API servers. Each API server also holds results in its own memory, without a round trip. The output cache holds whole
            responses, so that nothing has to be turned into JSON again. The edge holds responses and pages nearest to the client. A cache
            is only useful when it is right: here all servers learn what a write has made invalid before it is acknowledged, so no tier
            ever returns an older answer than that of a finished write. The lesson begins without any tier and adds one after the other,
            while eight clients read as fast as they can, and counts how many reads of a database a request costs.
            """,
        Predictions = ["Redis, the first one that is added", "The memory of the API servers", "The edge, the nearest to the client"],
        Right = 0,
        Steps =
        [
            .. WithoutCaches,
            new StartLoad(LoadKind.Closed, 8, Reads),
            new Measure("no cache"),
            On("Caching:Redis"),
            new Measure("+ Redis"),
            On("Caching:Memory"),
            new Measure("+ memory"),
            On("Caching:Output"),
            new Measure("+ responses"),
            On("Edge:Cache"),
            new Measure("+ edge"),
        ],
        Figure = LessonFigure.ReadsPerRequest,
        Why = "The first tier takes away most reads, because most requests are for a few popular articles; the memory or the edge, had "
            + "they been the first, would do it as well. What each further tier saves is mostly work of the servers: fewer round trips, "
            + "less JSON, fewer hops. Look at requests and p50.",
        Where =
        [
            new("Data/Caching/ObjectCache.cs", "?? await ReadAndStoreAsync(database, query, key, kind)", "first caches, then a database"),
            new("ApiService/Caching/ResponseCacheMiddleware.cs", "return cache.FindValid(Key(context)) is { } response", "whole responses"),
        ],
        Reading =
        [
            new("Caching challenges and strategies", new("https://aws.amazon.com/builders-library/caching-challenges-and-strategies/")),
            new("Scaling Memcache at Facebook", new("https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala")),
        ],
    };

    public static readonly Lesson Client = new()
    {
        Name = "client-cache",
        Title = "The copy that a client already has",
        Question = "What does a server save when the client's own copy is still valid?",
        Text = """
            A response carries an entity tag: a short text that changes whenever the content does. A client that has a copy sends the tag
            back with its next request, in the header If-None-Match. When the tag is still the right one, the server answers 304 and sends
            no body. That saves bytes on the network, which matters most on a phone. It saves work only if the server can decide without
            making the whole response again: here an API server remembers which data a tag depends on, and knows whether a write has
            changed any of it. The lesson reads a list again and again with its tag; the edge and all other caches are off. First the API
            server may answer 304; then it must not, and sends the whole list each time, as a server that ignores tags does.
            """,
        Predictions = ["Only the bytes on the network", "The reads of the databases as well", "Nothing: it must look anyway"],
        Right = 1,
        Steps =
        [
            .. WithoutCaches,
            On("Caching:Client"),
            new Send("304 is on", UserAction.ListAgain),
            Off("Caching:Client"),
            new Send("304 is off", UserAction.ListAgain),
        ],
        Figure = LessonFigure.Reads,
        Why = "A server that remembers what a tag depends on can say that the copy is valid without a query. With 304 off, it reads the "
            + "databases for each request, makes the whole response, and sends a body that the client already has.",
        Where =
        [
            new("ApiService/Caching/EntityTagMiddleware.cs", "var isValid = follower.IsValid(dependencies);", "decides without a query"),
        ],
        Reading =
        [
            new("RFC 9110: conditional requests", new("https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests")),
            new("MDN: HTTP caching", new("https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Caching")),
        ],
    };

    public static readonly Lesson Cdn = new()
    {
        Name = "cdn",
        Title = "A CDN: pages at the edge",
        Question = "How many more pages does the same machine deliver when the edge may keep them?",
        Text = """
            A content delivery network is a set of caches near to the readers. The edge of this system behaves like one of its servers: it
            stores pages and API responses for readers who are not signed in, and serves them without asking any other server. Two things
            make that hard. A page is made of many pieces of data, so the edge must learn which of them it depends on; the web server sends
            this list with the page. And a page must not be shown after one of them has changed; the edge follows the log of writes, and
            validates a copy when it serves it. During an outage the edge may also serve a page that it can no longer validate, marked as
            stale. The lesson reads pages with eight clients, first without and then with this cache.
            """,
        Predictions = ["About a tenth more", "Half as many again", "Several times as many"],
        Right = 2,
        Steps =
        [
            .. WithCaches,
            Off("Edge:Cache"),
            new StartLoad(LoadKind.Closed, 8, PagesOnly),
            new Measure("without the edge's cache"),
            On("Edge:Cache"),
            new Measure("with the edge's cache"),
        ],
        Figure = LessonFigure.Requests,
        Why = "A page costs a web server and an API server some milliseconds of processor time; a copy costs the edge almost none. So the "
            + "same machine delivers many more, and the servers behind have nothing to do.",
        Where =
        [
            new("Edge/Caching/EdgeCacheMiddleware.cs", "return caches.Of(context.Request).FindValid(key) is", "finds a valid copy"),
            new("Edge/Caching/EdgeCacheMiddleware.cs", "await SendStaleAsync(context, conditions, old!);", "serves a copy in an outage"),
        ],
        Reading =
        [
            new("RFC 5861: stale-if-error", new("https://www.rfc-editor.org/rfc/rfc5861")),
            new("What is a CDN?", new("https://www.cloudflare.com/learning/cdn/what-is-a-cdn/")),
        ],
    };
}
