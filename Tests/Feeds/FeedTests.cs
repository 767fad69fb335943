using System.Net;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Data.Feeds;
using Conduit.Data.Ids;
using Conduit.Tests.Api.Caching;
using Conduit.Tests.Application;
using Conduit.Tests.Jobs;
using StackExchange.Redis;

namespace Conduit.Tests.Feeds;

/// <summary>A feed shows all articles of the followed authors immediately, from whatever source it is read.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class FeedTests(ShortTimeoutsApplication.Started fixture)
{
    private const int Steps = 25;
    private const int Celebrity = 20_000;

    private readonly ConduitApplication _application = fixture.Application;

    [Fact]
    public async Task Feeds_have_all_articles_of_followed_authors_with_and_without_a_worker()
    {
        await WalkAsync();
        await _application.WithoutAsync(["worker"], WalkAsync);
        await WalkAsync();
    }

    [Fact]
    public Task Feeds_are_correct_and_rebuilt_when_Redis_loses_its_data() => _application.TellingAsync(async cancellationToken =>
    {
        var (author, reader) = await FollowedAsync();
        List<string> slugs = [await author.PublishAsync("Before")];
        await StoredAsync(reader, slugs);

        await _application.KillAsync("cache", cancellationToken);
        slugs.Insert(0, await author.PublishAsync("Meanwhile"));
        await ShowsAsync(reader, slugs);
        await _application.CommandAsync("cache", KnownResourceCommands.StartCommand);
        await _application.WholeAsync(cancellationToken);

        slugs.Insert(0, await author.PublishAsync("Afterwards"));
        await StoredAsync(reader, slugs);
    });

    [Fact]
    public async Task Articles_of_a_celebrity_show_in_every_feed_and_are_stored_in_none()
    {
        var (author, reader) = await FollowedAsync();
        var id = await _application.IdAsync(author);
        var node = Sql.NodeOf(id);
        List<string> slugs = [await author.PublishAsync("Before fame")];
        await ShowsAsync(reader, slugs);
        await _application.OnAsync(node, "conduit", $"""
            insert into followers (author_id, user_id, is_on, version)
            select {id}, number, true, 1 from generate_series(1, {Celebrity}) number
            """);
        await Eventually.TrueAsync(async () => await HasNoPendingJobAsync(node), "the fan-out of the first article is done");

        foreach (var title in new[] { "The first of a celebrity", "The second", "The third" })
        {
            slugs.Insert(0, await author.PublishAsync(title));
            await ShowsAsync(reader, slugs);
        }

        await Eventually.TrueAsync(async () => await HasNoPendingJobAsync(node), "no job is pending");
        Assert.Equal([id], await _application.AskAsync<long>(node, "conduit", $"select author_id from celebrities where author_id = {id}"));
        await ShowsAsync(reader, slugs);
        foreach (var deleted in new[] { slugs[^1], slugs[0] })
        {
            await author.SendAsync(HttpMethod.Delete, $"/api/articles/{deleted}", expected: HttpStatusCode.NoContent);
            slugs.Remove(deleted);
            await ShowsAsync(reader, slugs);
        }

        var newcomer = await _application.Visitor().RegisterAsync("newcomer");
        await newcomer.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        await ShowsAsync(newcomer, slugs);
        await newcomer.SendAsync(HttpMethod.Delete, $"/api/profiles/{author.Name}/follow");
        await ShowsAsync(newcomer, []);
    }

    [Fact]
    public async Task Feed_has_a_count_and_pages_beyond_its_stored_part()
    {
        const int many = 1_000;
        var (author, reader) = await FollowedAsync();
        var id = await _application.IdAsync(author);
        var logical = ConduitId.LogicalShard(id);
        await _application.OnAsync(Sql.NodeOf(id), "conduit", $"""
            with made as (insert into articles (id, author_id, title, description, body, tag_list, updated_at)
                select new_id({logical}), {id}, 'No. ' || number, 'd', 'b', array[]::text[], now()
                from generate_series(1, {many}) number returning id)
            insert into article_counters (article_id, favorites) select id, 0 from made
            """);
        var newest = await author.PublishAsync("The newest");

        var first = await reader.GetAsync("/api/articles/feed?limit=5");
        var last = await reader.GetAsync($"/api/articles/feed?limit=5&offset={many - 2}");
        Assert.Equal((many + 1, newest), (Count(first), Slugs(first)[0]));
        Assert.Equal((many + 1, 3), (Count(last), Slugs(last).Count));
        Assert.Equal("No. 1", last.GetProperty("articles")[2].GetProperty("title").GetString());

        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{newest}", expected: HttpStatusCode.NoContent);
        first = await reader.GetAsync("/api/articles/feed?limit=5");
        Assert.Equal((many, $"No. {many}"), (Count(first), first.GetProperty("articles")[0].GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Feeds_are_read_from_the_databases_when_storing_is_switched_off()
    {
        await File.WriteAllTextAsync(_application.LiveSettings, """{ "Feeds": { "Stored": false } }""");
        try
        {
            // Retries until every server has read the setting.
            await Eventually.TrueAsync(
                async () =>
                {
                    var (author, reader) = await FollowedAsync();
                    var slug = await author.PublishAsync("From the databases");
                    await ShowsAsync(reader, [slug]);
                    await ShowsAsync(reader, [slug]);
                    return !await IsStoredAsync(reader);
                },
                "a feed that is not stored");
        }
        finally
        {
            File.Delete(_application.LiveSettings);
        }
    }

    private async Task WalkAsync()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var world = await SmallWorld.CreateAsync(_application);
        for (var step = 0; step < Steps; step++)
        {
            var operation = await world.DoAsync(random);
            foreach (var (feed, articles) in await world.FeedsAsync())
            {
                Assert.True(
                    feed == articles,
                    $"seed {seed}, step {step}: a user {operation}, and a feed shows\n{feed}\ninstead of\n{articles}");
            }
        }
    }

    private async Task<(Visitor Author, Visitor Reader)> FollowedAsync()
    {
        var author = await _application.Visitor().RegisterAsync("followed");
        var reader = await _application.Visitor().RegisterAsync("follower");
        await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        return (author, reader);
    }

    private static async Task ShowsAsync(Visitor reader, List<string> slugs)
    {
        var feed = await reader.GetAsync("/api/articles/feed");
        Assert.Equal((string.Join(' ', slugs), slugs.Count), (string.Join(' ', Slugs(feed)), Count(feed)));
    }

    // Each attempt reads: a server may still have the setting of the test that switched storing off.
    private Task StoredAsync(Visitor reader, List<string> slugs) => Eventually.TrueAsync(
        async () =>
        {
            await ShowsAsync(reader, slugs);
            return await IsStoredAsync(reader);
        },
        "the feed is stored");

    private async Task<bool> IsStoredAsync(Visitor reader)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync((await _application.App.GetConnectionStringAsync("cache"))!);
        var key = FeedStore.KeyOf(await _application.IdAsync(reader));
        return ((string?)await redis.GetDatabase().StringGetAsync(key))?.StartsWith('F') is true;
    }

    private async Task<bool> HasNoPendingJobAsync(string node) =>
        (await _application.AskAsync<long>(node, "conduit", "select count(*) from jobs where key is null"))[0] == 0;

    private static int Count(JsonElement feed) => feed.GetProperty("articlesCount").GetInt32();

    private static List<string> Slugs(JsonElement feed) =>
        [.. feed.GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("slug").GetString()!)];
}
