using System.Text.Json;
using Conduit.Tests.Application;
using Conduit.Tests.Failover;

namespace Conduit.Tests.Seed;

[Collection(Alone.Name)]
public sealed class SeedTests(SeededApplication seeded) : IClassFixture<SeededApplication>
{
    private readonly Visitor _visitor = seeded.Application.Visitor();

    [Fact]
    public async Task John_doe_signs_in_and_has_five_articles_that_others_comment_on()
    {
        await _visitor.LoginAsync("john@doe.example", "johndoe1");

        var articles = await _visitor.ListAsync("?author=johndoe");

        Assert.Equal(5, articles.Count);
        foreach (var article in articles)
        {
            var answer = await _visitor.GetAsync($"/api/articles/{Text(article, "slug")}/comments");
            var comments = answer.GetProperty("comments").EnumerateArray().ToList();
            Assert.InRange(comments.Count, 2, 100);
            Assert.DoesNotContain(comments, comment => Text(comment.GetProperty("author"), "username") == "johndoe");
            var published = article.GetProperty("createdAt").GetDateTime();
            Assert.All(comments, comment => Assert.True(comment.GetProperty("createdAt").GetDateTime() > published));
        }
        Assert.NotEqual(0, (await _visitor.GetAsync("/api/articles/feed")).GetProperty("articlesCount").GetInt32());
    }

    [Fact]
    public async Task Articles_are_markdown_with_tags()
    {
        var newest = await _visitor.ListAsync("?limit=100");

        Assert.Equal(SeededApplication.Articles, await CountAsync());
        Assert.All(newest, article => Assert.InRange(article.GetProperty("tagList").GetArrayLength(), 1, 4));
        var body = Text((await _visitor.GetAsync($"/api/articles/{Text(newest[0], "slug")}")).GetProperty("article"), "body");
        Assert.Contains("\n## ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("{", body.Split("```")[0], StringComparison.Ordinal);
        Assert.NotEqual(0, (await _visitor.GetAsync("/api/tags")).GetProperty("tags").GetArrayLength());
    }

    [Fact]
    public async Task Favourites_count_equals_the_number_of_readers_who_list_the_article()
    {
        var listed = new Dictionary<string, int>();
        var names = await seeded.Application.AskAsync<string>("postgres-0", "accounts", "select username from accounts");
        foreach (var reader in names)
        {
            foreach (var article in await _visitor.ListAsync($"?favorited={reader}&limit=100"))
                listed[Text(article, "slug")] = listed.GetValueOrDefault(Text(article, "slug")) + 1;
        }

        Assert.Equal(SeededApplication.Users, names.Count);
        var newest = await _visitor.ListAsync("?limit=100");
        Assert.Equal(
            newest.Select(article => listed.GetValueOrDefault(Text(article, "slug"))),
            newest.Select(article => article.GetProperty("favoritesCount").GetInt32()));
        Assert.Contains(newest, article => article.GetProperty("favoritesCount").GetInt32() > 0);
    }

    [Fact]
    public async Task Second_run_adds_nothing_and_logs_that()
    {
        var before = await RowsAsync();

        await seeded.SeedAgainAsync();

        Assert.Equal(before, await RowsAsync());
        await Eventually.GetAsync(
            () => Task.FromResult(seeded.Application.Story.Lines("seed")),
            lines => lines.Any(line => line.Contains("exists already", StringComparison.Ordinal)),
            "the log line of a run without changes");
    }

    [Fact]
    public async Task Interrupted_run_is_completed_without_duplicates()
    {
        var before = await InterruptAsync();

        await seeded.SeedAgainAsync();

        Assert.Equal(before, await RowsAsync());
        Assert.Equal(SeededApplication.Articles, await CountAsync());
    }

    [LinuxFact]
    public async Task Run_is_completed_when_a_primary_is_killed_meanwhile()
    {
        var before = await InterruptAsync();
        int Begun() => seeded.Application.Story.Lines("seed").Count(line => line.Contains("Continuing", StringComparison.Ordinal));
        var earlier = Begun();

        var seeding = seeded.SeedAgainAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Begun() > earlier), "the seeding goes on", seconds: 60);
        await seeded.Application.KillPrimaryAsync("postgres-1");
        await seeding;

        Assert.Equal(before, await RowsAsync());
    }

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    /// <summary>Makes the data that of a run which was interrupted; returns the numbers of rows before.</summary>
    private async Task<List<long>> InterruptAsync()
    {
        var before = await RowsAsync();
        await seeded.Application.AskAsync<int>("postgres-0", "accounts", "update seed_plan set finished_at = null");
        await seeded.Application.AskAsync<int>("postgres-1", "conduit", """
            delete from articles where id > (select percentile_disc(0.5) within group (order by id) from articles)
            """);
        Assert.NotEqual(before, await RowsAsync());
        return before;
    }

    private async Task<int> CountAsync() => (await _visitor.GetAsync("/api/articles?limit=1")).GetProperty("articlesCount").GetInt32();

    private async Task<List<long>> RowsAsync() =>
    [
        .. await seeded.Application.AskAsync<long>("postgres-0", "accounts", """
            select count(*) from accounts union all select sum(users)::bigint from logical_shards
            """),
        .. await RowsOfAsync("postgres-0"),
        .. await RowsOfAsync("postgres-1"),
    ];

    private Task<List<long>> RowsOfAsync(string server) => seeded.Application.AskAsync<long>(server, "conduit", """
        select count(*) from profiles union all select count(*) from articles
        union all select count(*) from article_tags union all select count(*) from comments
        union all select count(*) from favorites union all select count(*) from follows union all select count(*) from followers
        union all select sum(articles)::bigint from profiles union all select sum(articles)::bigint from tag_counters
        union all select sum(favorites)::bigint from article_counters union all select sum(favorites)::bigint from reader_counters
        """);
}
