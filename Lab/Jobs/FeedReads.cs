using System.Globalization;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Conduit.Lab.Api;
using Conduit.Lab.Baseline;
using Conduit.Lab.Load;

namespace Conduit.Lab.Jobs;

/// <summary>Reading a feed at a light and steady rate, while articles are published, by how many its reader follows.</summary>
internal sealed class FeedReads(BaselineDatabases databases, LabClient api, IReadOnlyList<LabUser> users, JobsOptions options, CancellationToken cancellationToken)
{
    private const string Path = "/api/articles/feed";
    private const int Connections = 4;
    private const double Rate = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly DateTime LongAgo = new(2024, 1, 1, 18, 0, 0, DateTimeKind.Utc);

    public async Task RunAsync()
    {
        Console.WriteLine("\nreading a feed   followed   who wrote   p50 ms   p99 ms   ratio");
        var flat = 0.0;
        foreach (var (reader, followed) in users.Skip(1).Zip([options.Followed / 1_000, options.Followed / 10, options.Followed]))
        {
            var writers = await FollowAsync(reader, followed);
            var load = Side.Api(options.Target).Workload([new Request("GET", Path, reader)]);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var publishing = PublishAsync(stop.Token);
            await OpenLoop.RunAsync(load, Connections, Rate, WarmUp, cancellationToken);
            var seen = await OpenLoop.RunAsync(load, Connections, Rate, options.Time, cancellationToken);
            await stop.CancelAsync();
            await publishing;
            if (seen.Errors > 0) throw new LabException($"{seen.Errors} of {seen.Requests} reads of a feed failed.");
            flat = flat == 0 ? seen.P50 : flat;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-14} {followed,10:N0} {writers,11:N0}  {seen.P50,7:0.00}  {seen.P99,7:0.00}  {seen.P50 / flat,6:0.00}"));
        }
    }

    // Somebody whom none of them follows: what feeds must be put together with has changed each time.
    private async Task PublishAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await api.SendAsync("POST", "/api/articles", users[0], Scenarios.NewArticle("Meanwhile", ["lab"]));
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Lets a reader follow those who write most, and when there are not enough of them, nobodies. He has not asked for anything yet, so
    /// nothing kept is wrong for it.
    /// </summary>
    private async Task<int> FollowAsync(LabUser reader, int count)
    {
        var writers = new List<long>();
        foreach (var shard in databases.Shards)
            writers.AddRange(await shard.RowsAsync("select user_id from profiles where articles > 0 order by articles desc limit $1", row => row.GetInt64(0), Statement.Value(count)));
        writers = [.. writers.Where(writer => users.All(user => user.Id != writer)).Take(count)];
        var shards = databases.Shards.Count;
        var nobodies = Enumerable.Range(0, count - writers.Count).Select(number => ConduitId.Of(LongAgo.AddMilliseconds(number), (short)(number % shards * ShardMap.PerPhysicalShard)));
        foreach (var authors in writers.Concat(nobodies).GroupBy(databases.Of))
        {
            await using var command = authors.Key.CreateCommand("insert into followers (author_id, user_id, is_on, version) select id, $1, true, 1 from unnest($2) id on conflict do nothing");
            command.Parameters.Add(Statement.Value(reader.Id));
            command.Parameters.Add(Statement.Value(authors.ToArray()));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return writers.Count;
    }
}
