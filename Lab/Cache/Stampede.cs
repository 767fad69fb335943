using System.Globalization;
using Conduit.Lab.Api;

namespace Conduit.Lab.Cache;

/// <summary>Many ask at once for what nobody has asked for: how often the databases are read for it.</summary>
internal static class Stampede
{
    private const int Repeated = 3;

    public static async Task<string> RunAsync(CacheOptions options, Corpus corpus, CancellationToken cancel)
    {
        var lines = new List<string> { "\nstampede                      asked    reads   answered well" };
        foreach (var (name, target) in new[] { ("one server", options.Server), ("through the edge", options.Edge) })
        {
            for (var round = 0; round < Repeated; round++)
            {
                using var client = new TimedClient(target);
                // Whoever has no article has a list that one statement reads, and nobody has read.
                var author = corpus.Users[(round * 2) + (target == options.Edge ? 1 : 0)].Name;
                var path = $"/api/articles?favorited={author}&offset={1000 + Random.Shared.Next(100_000)}";
                // Connections are made before, so that all ask at once.
                await Task.WhenAll(Enumerable.Range(0, options.Stampede).Select(_ => client.GetAsync("/api/tags", null, null, cancel)));
                var answers = await Task.WhenAll(Enumerable.Range(0, options.Stampede).Select(_ => client.GetAsync(path, null, null, cancel)));
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{name,-24} {answers.Length,10:N0} {answers.Sum(answer => answer.Reads),8:N0} {answers.Count(answer => answer.Status == 200),15:N0}"));
            }
        }

        return string.Join('\n', lines);
    }
}
