using System.Globalization;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Conduit.Lab.Api;
using Conduit.Lab.Baseline;
using Conduit.Lab.Load;

namespace Conduit.Lab.Jobs;

/// <summary>Measures reads of a feed at a low rate while articles are published, by the number of followed authors.</summary>
internal sealed class FeedReads(
    BaselineDatabases databases, LabClient api, IReadOnlyList<LabUser> users, JobsOptions options, CancellationToken cancellationToken)
{
    private const string Path = "/api/articles/feed";
    private const int Connections = 4;
    private const double Rate = 50;
    private static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly DateTime LongAgo = new(2024, 1, 1, 18, 0, 0, DateTimeKind.Utc);

    public async Task RunAsync()
    {
        Console.WriteLine("\nreading a feed   followed     authors   p50 ms   p99 ms   ratio");
        var smallest = 0.0;
        foreach (var (reader, followed) in users.Skip(1).Zip([options.Followed / 1_000, options.Followed / 10, options.Followed]))
        {
            var authors = await FollowAsync(reader, followed);
            var load = Side.Api(options.Target).Workload([new Request("GET", Path, reader)]);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var publishing = PublishAsync(stop.Token);
            await OpenLoop.RunAsync(load, Connections, Rate, WarmUp, cancellationToken);
            var measured = await OpenLoop.RunAsync(load, Connections, Rate, options.Time, cancellationToken);
            await stop.CancelAsync();
            await publishing;
            if (measured.Errors > 0) throw new LabException($"{measured.Errors} of {measured.Requests} reads of a feed failed.");
            smallest = smallest == 0 ? measured.P50 : smallest;
            var ratio = measured.P50 / smallest;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{"",-14} {followed,10:N0} {authors,11:N0}  {measured.P50,7:0.00}  {measured.P99,7:0.00}  {ratio,6:0.00}"));
        }
    }

    // The readers do not follow this author, but each article changes the state that their feeds are merged with.
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await api.SendAsync("POST", "/api/articles", users[0], Scenarios.NewArticle("Meanwhile", ["lab"]));
            await Task.Delay(PublishInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Lets a reader follow the authors with the most articles, and ids without a user when there are not enough of them. The reader has
    /// not sent a request yet, so no cached response becomes stale.
    /// </summary>
    private async Task<int> FollowAsync(LabUser reader, int count)
    {
        const string MostProductive = "select user_id from profiles where articles > 0 order by articles desc limit $1";
        const string Follow = """
            insert into followers (author_id, user_id, is_on, version) select id, $1, true, 1 from unnest($2) id
            on conflict do nothing
            """;
        var authors = new List<long>();
        foreach (var shard in databases.Shards)
            authors.AddRange(await shard.RowsAsync(MostProductive, row => row.GetInt64(0), Statement.Value(count)));
        authors = [.. authors.Where(author => users.All(user => user.Id != author)).Take(count)];
        foreach (var group in authors.Concat(UnusedIds(count - authors.Count)).GroupBy(databases.Of))
        {
            await using var command = group.Key.CreateCommand(Follow);
            command.Parameters.Add(Statement.Value(reader.Id));
            command.Parameters.Add(Statement.Value(group.ToArray()));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return authors.Count;
    }

    private IEnumerable<long> UnusedIds(int count)
    {
        var shards = databases.Shards.Count;
        return Enumerable.Range(0, count)
            .Select(number => ConduitId.Of(LongAgo.AddMilliseconds(number), (short)(number % shards * ShardMap.PerPhysicalShard)));
    }
}
