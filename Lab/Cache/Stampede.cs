using System.Globalization;
using Conduit.Lab.Api;

namespace Conduit.Lab.Cache;

/// <summary>Measures how often the databases are read when many clients request the same uncached response at once.</summary>
internal static class Stampede
{
    private const int Rounds = 3;

    public static async Task<string> RunAsync(CacheOptions options, Corpus corpus, CancellationToken cancellationToken)
    {
        var lines = new List<string> { "\nstampede                   requests    reads       succeeded" };
        foreach (var (name, target) in new[] { ("one server", options.Server), ("through the edge", options.Edge) })
        {
            for (var round = 0; round < Rounds; round++)
            {
                using var client = new TimedClient(target);
                var author = corpus.Users[(round * 2) + (target == options.Edge ? 1 : 0)].Name;
                // Opens the connections, so that the next requests are sent at once, and caches the author's id.
                await RequestAsync(client, $"/api/profiles/{author}");
                // A page beyond the end of an author's list: one statement on one shard, and not cached before.
                var responses = await RequestAsync(client, $"/api/articles?author={author}&offset=5000");
                var reads = responses.Sum(response => response.Reads);
                var succeeded = responses.Count(response => response.Status == 200);
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{name,-24} {responses.Length,10:N0} {reads,8:N0} {succeeded,15:N0}"));
            }
        }

        return string.Join('\n', lines);

        Task<Timed[]> RequestAsync(TimedClient client, string path) => Task.WhenAll(
            Enumerable.Range(0, options.Stampede).Select(_ => client.GetAsync(path, user: null, tag: null, cancellationToken)));
    }
}
