using System.Globalization;
using Conduit.Lab.Api;

namespace Conduit.Lab.Cache;

/// <summary>Many ask at once for what nobody has asked for: how often the databases are read for it.</summary>
internal static class Stampede
{
    private const int Rounds = 3;

    public static async Task<string> RunAsync(CacheOptions options, Corpus corpus, CancellationToken cancellationToken)
    {
        var lines = new List<string> { "\nstampede                      asked    reads   answered well" };
        foreach (var (name, target) in new[] { ("one server", options.Server), ("through the edge", options.Edge) })
        {
            for (var round = 0; round < Rounds; round++)
            {
                using var client = new TimedClient(target);
                var author = corpus.Users[(round * 2) + (target == options.Edge ? 1 : 0)].Name;
                // Connections are made before, so that all ask at once; and whose the name is, is known then.
                await Task.WhenAll(Enumerable.Range(0, options.Stampede).Select(_ => client.GetAsync($"/api/profiles/{author}", null, null, cancellationToken)));
                // A page beyond the end of an author's list: one statement on one shard, and nobody has asked for it before.
                var path = $"/api/articles?author={author}&offset=5000";
                var answers = await Task.WhenAll(Enumerable.Range(0, options.Stampede).Select(_ => client.GetAsync(path, null, null, cancellationToken)));
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{name,-24} {answers.Length,10:N0} {answers.Sum(answer => answer.Reads),8:N0} {answers.Count(answer => answer.Status == 200),15:N0}"));
            }
        }

        return string.Join('\n', lines);
    }
}
