using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Data.Feeds;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Conduit.Tests.Application;
using StackExchange.Redis;

namespace Conduit.Tests.Jobs;

/// <summary>Many followers of one author on both shards, each with a feed and a token as after a sign-in.</summary>
internal sealed class ManyFollowers : IAsyncDisposable
{
    private const int Concurrency = 8;

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConduitApplication _application;
    private readonly ConnectionMultiplexer _redis;
    private readonly long[] _people;
    private readonly string _token;
    private readonly bool _isOnFirst;

    private ManyFollowers(ConduitApplication application, ConnectionMultiplexer redis, long[] people, string token, bool isOnFirst)
    {
        _isOnFirst = isOnFirst;
        _application = application;
        _redis = redis;
        _people = people;
        _token = token;
    }

    public static async Task<ManyFollowers> FollowAsync(ConduitApplication application, Visitor author, int count)
    {
        var authorId = await application.IdAsync(author);
        var mark = Guid.NewGuid().ToString("N")[..12];
        // Earlier than any id that the application creates itself.
        var begin = new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc).AddMinutes(Random.Shared.Next(100_000));
        long[] people =
        [
            .. Enumerable.Range(0, count).Select(number =>
                ConduitId.Of(begin.AddMilliseconds(number), (short)(number % 2 * ShardMap.PerPhysicalShard))),
        ];
        var some = $"unnest('{{{string.Join(',', people)}}}'::bigint[]) as id";
        await application.OnAsync("postgres-0", "accounts", $"""
            insert into accounts (id, username, username_key, email, email_key, password_hash, token_version, profile_version)
            select id, '{mark}-' || id, '{mark}-' || id, '{mark}-' || id, '{mark}-' || id, 'none', 1, 1 from {some}
            """);
        foreach (var shard in new[] { 0, 1 })
        {
            var ofShard = $"(id >> 4 & 255) / {ShardMap.PerPhysicalShard} = {shard}";
            await application.OnAsync($"postgres-{shard}", "conduit", $"""
                insert into profiles (user_id, username, version) select id, '{mark}-' || id, 1 from {some} where {ofShard};
                insert into follows (user_id, author_id, is_on, version) select id, {authorId}, true, 1 from {some} where {ofShard};
                """);
        }

        await application.OnAsync(Sql.NodeOf(authorId), "conduit", $"""
            insert into followers (author_id, user_id, is_on, version) select {authorId}, id, true, 1 from {some}
            """);
        var redis = await ConnectionMultiplexer.ConnectAsync((await application.App.GetConnectionStringAsync("cache"))!);
        return new(application, redis, people, author.Token!, Sql.NodeOf(authorId) == Sql.NodeOf(0));
    }

    /// <summary>Reads every feed as its owner.</summary>
    public Task EachFeedAsync(Action<JsonElement> check) => ReadAsync(_people, check);

    /// <summary>
    /// Stores for each follower what a read of the empty feed would store: the follower has one followed author, whose shard counts
    /// the follow.
    /// </summary>
    public Task MakeFeedsAsync()
    {
        var feed = StoredFeed.Write(_isOnFirst ? [1, 0] : [0, 1], [], isWhole: true);
        return Task.WhenAll(_people.Select(person => _redis.GetDatabase().StringSetAsync(FeedStore.KeyOf(person), feed, Life)));
    }

    /// <summary>Suspends the worker as soon as some of these feeds have the article. Null: the worker finished first and goes on.</summary>
    public async Task<ServiceProcess?> FreezeDuringFanOutAsync(Func<Task> begin)
    {
        var before = await SizesAsync();
        var begun = begin();
        await FirstFeedChangedAsync(before[0]);
        var worker = await ServiceProcess.OfAsync(_application, "worker");
        worker.Freeze();
        await begun;
        // Commands in flight to Redis have arrived.
        await Task.Delay(100);
        var changed = (await SizesAsync()).Zip(before).Count(sizes => sizes.First > sizes.Second);
        if (changed < _people.Length) return worker;
        worker.Wake();
        worker.Dispose();
        await WaitForFanOutAsync();
        return null;
    }

    public Task WaitForFanOutAsync() => Eventually.TrueAsync(
        async () => (await Task.WhenAll(PendingJobsAsync(0), PendingJobsAsync(1))).Sum() == 0, "no fan-out job is left", seconds: 60);

    /// <summary>Waits until these feeds do not change any more.</summary>
    public Task WaitUntilUnchangedAsync() => Eventually.TrueAsync(
        async () =>
        {
            var before = await SizesAsync();
            await Task.Delay(500);
            var after = await SizesAsync();
            return before.SequenceEqual(after);
        },
        "no feed changes any more");

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync();

    private string TokenOf(long person)
    {
        var claims = Jwt.ClaimsWithoutSession(_token);
        claims["sub"] = $"{person}";
        return Jwt.Make(claims, _application.Secrets["jwt-signing-key"]);
    }

    private async Task ReadAsync(IEnumerable<long> people, Action<JsonElement> check)
    {
        using var http = _application.App.CreateHttpClient("edge", "http");
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency };
        await Parallel.ForEachAsync(people, options, async (person, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/articles/feed");
            request.Headers.Add("Authorization", $"Token {TokenOf(person)}");
            using var answer = await http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            Assert.True(answer.IsSuccessStatusCode, text);
            check(JsonDocument.Parse(text).RootElement);
        });
    }

    private async Task<long> PendingJobsAsync(int shard) =>
        (await _application.AskAsync<long>(
            $"postgres-{shard}",
            "conduit",
            "select count(*) from jobs where kind in ('article-published', 'article-removed')"))[0];

    // The worker begins with the lowest id.
    private async Task FirstFeedChangedAsync(long before)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _redis.GetDatabase().StringLengthAsync(FeedStore.KeyOf(_people[0])) == before)
            limit.Token.ThrowIfCancellationRequested();
    }

    private Task<long[]> SizesAsync() =>
        Task.WhenAll(_people.Select(person => _redis.GetDatabase().StringLengthAsync(FeedStore.KeyOf(person))));
}
