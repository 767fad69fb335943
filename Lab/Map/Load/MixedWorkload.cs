using Conduit.Lab.Api;
using Conduit.Lab.Load;
using Conduit.Lab.Map.Requests;

namespace Conduit.Lab.Map.Load;

/// <summary>Requests of users of the site, in a mix; most of them for a few popular items.</summary>
/// <param name="server">The site.</param>
/// <param name="mix">The shares of the kinds.</param>
/// <param name="corpus">The users and what exists.</param>
/// <param name="traceEvery">How many requests there are for one that is traced.</param>
internal sealed class MixedWorkload(Uri server, LoadMix mix, Corpus corpus, int traceEvery) : IWorkload
{
    // The flag says that the parent of the trace records nothing, so no server does.
    private static readonly string NotRecorded = TraceParent.NotSampled();

    private readonly Side _side = Side.Api(server);
    private readonly List<string> _tags = [.. corpus.Tags.Take(50)];
    private readonly List<string> _authors = [.. corpus.Authors.Take(100)];
    private long _sent = -1;

    public Uri Server => server;

    public ReadOnlyMemory<byte> Next()
    {
        var isTraced = Interlocked.Increment(ref _sent) % traceEvery == 0;
        return _side.Encode(Choose() with { TraceParent = isTraced ? TraceParent.Sampled() : NotRecorded });
    }

    private Request Choose()
    {
        var number = Random.Shared.Next(mix.Read + mix.Write + mix.Feed + mix.Page);
        if (number < mix.Read) return Read();
        if (number < mix.Read + mix.Write) return Write();
        return number < mix.Read + mix.Write + mix.Feed
            ? new("GET", "/api/articles/feed", Zipf.Pick(corpus.Users))
            : new("GET", Page());
    }

    private Request Read() => new("GET", Random.Shared.Next(20) switch
    {
        < 8 => Article(),
        < 13 => "/api/articles",
        < 15 => $"/api/articles?tag={Uri.EscapeDataString(Zipf.Pick(_tags))}",
        < 17 => $"/api/articles?author={Uri.EscapeDataString(Zipf.Pick(_authors))}",
        < 19 => $"{Article()}/comments",
        _ => $"/api/profiles/{Uri.EscapeDataString(Zipf.Pick(_authors))}",
    });

    private Request Write()
    {
        var user = Zipf.Pick(corpus.Users);
        return Random.Shared.Next(20) switch
        {
            0 => new("POST", "/api/articles", user, Scenarios.NewArticle("Written under load", "lab")),
            < 5 => new("POST", $"{Article()}/comments", user, Scenarios.NewComment("A comment under load.")),
            < 13 => new("POST", $"{Article()}/favorite", user),
            _ => new("DELETE", $"{Article()}/favorite", user),
        };
    }

    private string Page() => Random.Shared.Next(10) switch
    {
        < 4 => "/",
        < 8 => Article()["/api/articles".Length..].Insert(0, "/article"),
        _ => $"/tag/{Uri.EscapeDataString(Zipf.Pick(_tags))}",
    };

    private string Article() => Scenarios.PathOf(Zipf.Pick(corpus.Articles));
}
