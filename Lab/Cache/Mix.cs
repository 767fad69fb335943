using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Cache;

/// <summary>A typical mix of requests: 60 % lists and feeds, 30 % articles, 10 % writes; most of them for a few popular items.</summary>
internal static class Mix
{
    private const int MaxConcurrency = 8;
    private const double Lists = 0.6;
    private const double Reads = 0.9;
    private const string Feed = "/api/articles/feed";

    public static async Task<string> RunAsync(CacheOptions options, Corpus corpus, TimedClient edge, CancellationToken cancellationToken)
    {
        var (responses, hits, reads, without) = (0, 0, 0, 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, options.Mixed, parallel, async (_, cancellationToken) =>
        {
            var user = Zipf.Pick(corpus.Users);
            var kind = Random.Shared.NextDouble();
            if (kind > Reads)
            {
                await WriteAsync(corpus, user, edge, cancellationToken);
                return;
            }

            var path = kind < Lists ? List(corpus) : Scenarios.PathOf(Zipf.Pick(corpus.Articles));
            var reader = path == Feed || Random.Shared.Next(2) == 0 ? user : null;
            var response = await edge.GetAsync(path, reader, tag: null, cancellationToken);
            Interlocked.Increment(ref responses);
            Interlocked.Add(ref hits, response.Hits);
            Interlocked.Add(ref reads, response.Reads);
            if (response.Reads == 0) Interlocked.Increment(ref without);
        });

        var number = CultureInfo.InvariantCulture;
        var (hitRate, withoutRate) = ((double)hits / (hits + reads), (double)without / responses);
        return string.Create(number, $"\nmix: {responses:N0} responses; {hitRate:P1} of their parts were cached ")
            + string.Create(number, $"({hits:N0} hits, {reads:N0} reads); ")
            + string.Create(number, $"{withoutRate:P1} of the responses needed no database");
    }

    private static string List(Corpus corpus) => Random.Shared.Next(5) switch
    {
        0 or 1 => "/api/articles",
        2 => $"/api/articles?tag={Uri.EscapeDataString(Zipf.Pick<string>([.. corpus.Tags.Take(50)]))}",
        3 => $"/api/articles?author={Uri.EscapeDataString(Zipf.Pick<string>([.. corpus.Authors.Take(100)]))}",
        _ => Feed,
    };

    private static Task<Timed> WriteAsync(Corpus corpus, LabUser user, TimedClient edge, CancellationToken cancellationToken)
    {
        return Random.Shared.Next(10) switch
        {
            0 => SendAsync("POST", "/api/articles", Scenarios.NewArticle("Written in a mix", "lab")),
            < 5 => SendAsync("POST", $"{AnyArticle()}/comments", Scenarios.NewComment("A comment in a mix.")),
            _ => SendAsync(Random.Shared.Next(2) == 0 ? "POST" : "DELETE", $"{AnyArticle()}/favorite", json: null),
        };

        string AnyArticle() => Scenarios.PathOf(Zipf.Pick(corpus.Articles));

        Task<Timed> SendAsync(string method, string path, string? json) =>
            edge.SendAsync(method, path, user, json, tag: null, cancellationToken);
    }
}
