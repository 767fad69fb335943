using System.Globalization;
using Conduit.Lab.Api;

namespace Conduit.Lab.Cache;

/// <summary>What people do: 60 % lists and feeds, 30 % articles, 10 % writes, of which few things get most.</summary>
internal static class Mix
{
    private const int AtOnce = 8;
    private const double Lists = 0.6;
    private const double Reads = 0.9;
    private const string Feed = "/api/articles/feed";

    public static async Task<string> RunAsync(CacheOptions options, Corpus corpus, TimedClient edge, CancellationToken cancellationToken)
    {
        var (answers, hits, reads, without) = (0, 0, 0, 0);
        await Parallel.ForAsync(0, options.Mixed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (_, stop) =>
        {
            var user = Zipf(corpus.Users);
            var kind = Random.Shared.NextDouble();
            if (kind > Reads)
            {
                await WriteAsync(corpus, user, edge, stop);
                return;
            }

            var path = kind < Lists ? List(corpus) : Scenarios.PathOf(Zipf(corpus.Articles));
            var answer = await edge.GetAsync(path, path == Feed || Random.Shared.Next(2) == 0 ? user : null, null, stop);
            Interlocked.Increment(ref answers);
            Interlocked.Add(ref hits, answer.Hits);
            Interlocked.Add(ref reads, answer.Reads);
            if (answer.Reads == 0) Interlocked.Increment(ref without);
        });

        return string.Create(CultureInfo.InvariantCulture,
            $"\nmix: {answers:N0} answers, of whose parts {(double)hits / (hits + reads):P1} were kept ({hits:N0} hits, {reads:N0} reads); {(double)without / answers:P1} of the answers needed no database");
    }

    private static string List(Corpus corpus) => Random.Shared.Next(5) switch
    {
        0 or 1 => "/api/articles",
        2 => $"/api/articles?tag={Uri.EscapeDataString(Zipf([.. corpus.Tags.Take(50)]))}",
        3 => $"/api/articles?author={Uri.EscapeDataString(Zipf([.. corpus.Authors.Take(100)]))}",
        _ => Feed,
    };

    private static Task<Timed> WriteAsync(Corpus corpus, LabUser user, TimedClient edge, CancellationToken stop) => Random.Shared.Next(10) switch
    {
        0 => edge.SendAsync("POST", "/api/articles", user, Scenarios.NewArticle("Written in a mix", "lab"), null, stop),
        < 5 => edge.SendAsync("POST", $"{Scenarios.PathOf(Zipf(corpus.Articles))}/comments", user, Scenarios.NewComment("A comment in a mix."), null, stop),
        _ => edge.SendAsync(Random.Shared.Next(2) == 0 ? "POST" : "DELETE", $"{Scenarios.PathOf(Zipf(corpus.Articles))}/favorite", user, null, null, stop),
    };

    // The first gets twice what the second gets, and three times what the third does.
    private static T Zipf<T>(IReadOnlyList<T> all) => all[Math.Min(all.Count - 1, (int)Math.Pow(all.Count, Random.Shared.NextDouble()) - 1)];
}
