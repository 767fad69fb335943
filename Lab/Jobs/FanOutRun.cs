using System.Globalization;
using Conduit.Data.Feeds;
using Conduit.Data.Ids;
using Conduit.Lab.Api;
using Conduit.Lab.Baseline;
using Npgsql;
using StackExchange.Redis;

namespace Conduit.Lab.Jobs;

/// <summary>Measures the fan-out of articles to many feeds, beside as many pipelined ZADDs to the same Redis server.</summary>
internal sealed class FanOutRun(
    BaselineDatabases databases,
    IDatabase redis,
    LabClient api,
    LabUser author,
    JobsOptions options,
    CancellationToken cancellationToken)
{
    private const int BatchSize = 1_000;
    private static readonly TimeSpan FeedLifetime = TimeSpan.FromMinutes(10);
    private static readonly DateTime LongAgo = new(2024, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    // Ids of users that do not exist, all on the first shard: only the rows that refer to them matter.
    private readonly long[] _followers =
    [
        .. Enumerable.Range(0, options.Followers).Select(number => ConduitId.Of(LongAgo.AddMilliseconds(number), logicalShard: 0)),
    ];

    private NpgsqlDataSource Home => databases.Of(author.Id);

    public async Task RunAsync()
    {
        Progress.Say($"giving {author.Name} {options.Followers} followers with a feed each");
        try
        {
            await ExecuteAsync(
                "insert into followers (author_id, user_id, is_on, version) select $1, id, true, 1 from unnest($2) id",
                author.Id,
                _followers);
            await MakeFeedsAsync();
            var baseline = await ZaddAsync();
            var (first, _) = await PublishAsync(1);
            var (time, deliveries) = await PublishAsync(options.Articles);
            Console.WriteLine("\nfan-out               deliveries/s   ratio   publish to the last feed: s");
            var number = CultureInfo.InvariantCulture;
            var rate = deliveries / time.TotalSeconds;
            Console.WriteLine(string.Create(number, $"pipelined ZADD        {baseline,12:N0}    1.00                              -"));
            Console.WriteLine(string.Create(
                number, $"feeds                 {rate,12:N0}  {rate / baseline,6:0.00}  {first.TotalSeconds,29:0.00}"));
        }
        finally
        {
            await ExecuteAsync("delete from followers where author_id = $1 and user_id = any ($2)", author.Id, _followers);
            await ExecuteAsync("delete from reader_counters where $1 > 0 and user_id = any ($2)", author.Id, _followers);
            await redis.KeyDeleteAsync([.. _followers.SelectMany(KeysOf)]);
        }
    }

    private static RedisKey[] KeysOf(long follower) => [FeedStore.KeyOf(follower), BaselineKey(follower)];

    private static string BaselineKey(long follower) =>
        string.Create(CultureInfo.InvariantCulture, $"lab-feed:{follower}");

    /// <summary>Publishes articles, and measures the time from the first request until the last feed has all of them.</summary>
    private async Task<(TimeSpan Time, long Deliveries)> PublishAsync(int articles)
    {
        var last = FeedStore.KeyOf(_followers[^1]);
        var expected = await redis.StringLengthAsync(last) + (articles * sizeof(long));
        var start = TimeProvider.System.GetTimestamp();
        for (var number = 0; number < articles; number++)
            await api.SendAsync("POST", "/api/articles", author, Scenarios.NewArticle($"For many feeds, number {number}", ["lab"]));
        while (await redis.StringLengthAsync(last) < expected)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMinutes(1))
            {
                throw new LabException(
                    "After a minute, the last feed does not have the articles: does the worker run, "
                    + "and is Feeds:CelebrityFollowers above --followers?");
            }

            await Task.Delay(1, cancellationToken);
        }

        return (TimeProvider.System.GetElapsedTime(start), (long)articles * options.Followers);
    }

    private async Task<double> ZaddAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var number = 1; number <= options.Articles; number++)
            await EachAsync((batch, follower) => batch.SortedSetAddAsync(BaselineKey(follower), number, number));
        return (double)options.Articles * options.Followers / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    // Stores an empty feed for each follower, as reading it would.
    private async Task MakeFeedsAsync()
    {
        var following = databases.Shards.Select(shard => shard == Home ? 1L : 0L).ToList();
        var feed = StoredFeed.Write(following, [], isWhole: true);
        await EachAsync((batch, follower) => batch.StringSetAsync(FeedStore.KeyOf(follower), feed, FeedLifetime));
    }

    private async Task EachAsync(Func<IBatch, long, Task> act)
    {
        foreach (var chunk in _followers.Chunk(BatchSize))
        {
            var batch = redis.CreateBatch();
            var all = chunk.Select(follower => act(batch, follower)).ToList();
            batch.Execute();
            await Task.WhenAll(all);
        }
    }

    private async Task ExecuteAsync(string sql, long author, long[] followers)
    {
        await using var command = Home.CreateCommand(sql);
        command.Parameters.Add(Statement.Value(author));
        command.Parameters.Add(Statement.Value(followers));
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
