using System.Globalization;
using Conduit.Data.Feeds;
using Conduit.Data.Ids;
using Conduit.Lab.Api;
using Conduit.Lab.Baseline;
using Npgsql;
using StackExchange.Redis;

namespace Conduit.Lab.Jobs;

/// <summary>Articles that are put into many feeds, beside as many pipelined ZADDs to the same Redis.</summary>
internal sealed class FanOutRun(BaselineDatabases databases, IDatabase redis, LabClient api, LabUser author, JobsOptions options, CancellationToken cancellationToken)
{
    private const int AtOnce = 1_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private static readonly DateTime LongAgo = new(2024, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    // Nobody is behind them; on the first shard, where that is does not matter.
    private readonly long[] _followers = [.. Enumerable.Range(0, options.Followers).Select(number => ConduitId.Of(LongAgo.AddMilliseconds(number), logicalShard: 0))];

    private NpgsqlDataSource Home => databases.Of(author.Id);

    public async Task RunAsync()
    {
        Progress.Say($"giving {author.Name} {options.Followers} followers with a feed each");
        try
        {
            await ExecuteAsync("insert into followers (author_id, user_id, is_on, version) select $1, id, true, 1 from unnest($2) id", author.Id, _followers);
            await MakeFeedsAsync();
            var baseline = await ZaddAsync();
            var (first, _) = await PublishAsync(1);
            var (time, deliveries) = await PublishAsync(options.Articles);
            Console.WriteLine("\nfan-out               deliveries/s   ratio   publish to the last feed: s");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pipelined ZADD        {baseline,12:N0}    1.00                              -"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"feeds                 {deliveries / time.TotalSeconds,12:N0}  {deliveries / time.TotalSeconds / baseline,6:0.00}  {first.TotalSeconds,29:0.00}"));
        }
        finally
        {
            await ExecuteAsync("delete from followers where author_id = $1 and user_id = any ($2)", author.Id, _followers);
            await ExecuteAsync("delete from reader_counters where $1 > 0 and user_id = any ($2)", author.Id, _followers);
            await redis.KeyDeleteAsync([.. _followers.SelectMany(follower => new RedisKey[] { FeedStore.KeyOf(follower), BaselineKey(follower) })]);
        }
    }

    private static string BaselineKey(long follower) => string.Create(CultureInfo.InvariantCulture, $"lab-feed:{follower}");

    /// <summary>From the request for the first article until the last feed has all of them.</summary>
    private async Task<(TimeSpan Time, long Deliveries)> PublishAsync(int articles)
    {
        var last = FeedStore.KeyOf(_followers[^1]);
        var awaited = await redis.StringLengthAsync(last) + (articles * sizeof(long));
        var start = TimeProvider.System.GetTimestamp();
        for (var number = 0; number < articles; number++) await api.SendAsync("POST", "/api/articles", author, Scenarios.NewArticle($"For many feeds, number {number}", ["lab"]));
        while (await redis.StringLengthAsync(last) < awaited)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromMinutes(1)) throw new LabException("The last feed has not got its articles after a minute: does the worker run, and is Feeds:CelebrityFollowers above --followers?");
            await Task.Delay(1, cancellationToken);
        }

        return (TimeProvider.System.GetElapsedTime(start), (long)articles * options.Followers);
    }

    private async Task<double> ZaddAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var number = 1; number <= options.Articles; number++) await EachAsync((batch, follower) => batch.SortedSetAddAsync(BaselineKey(follower), number, number));
        return (double)options.Articles * options.Followers / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    // As if each had read his feed, and there was nothing in it.
    private async Task MakeFeedsAsync()
    {
        var following = databases.Shards.Select(shard => shard == Home ? 1L : 0L).ToList();
        var feed = StoredFeed.Write(following, [], isWhole: true);
        await EachAsync((batch, follower) => batch.StringSetAsync(FeedStore.KeyOf(follower), feed, Life));
    }

    private async Task EachAsync(Func<IBatch, long, Task> act)
    {
        foreach (var some in _followers.Chunk(AtOnce))
        {
            var batch = redis.CreateBatch();
            var all = some.Select(follower => act(batch, follower)).ToList();
            batch.Execute();
            await Task.WhenAll(all);
        }
    }

    private async Task ExecuteAsync(string sql, long one, long[] many)
    {
        await using var command = Home.CreateCommand(sql);
        command.Parameters.Add(Statement.Value(one));
        command.Parameters.Add(Statement.Value(many));
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
