using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Conduit.Data.Ids;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>Concurrent writes that do the same or the opposite.</summary>
[Collection(SharedApplication.Name)]
public sealed class ConcurrencyTests(WholeApplication whole)
{
    private const int Readers = 12;
    private const int ManyFollowers = 50;

    private readonly Visitor _anonymous = whole.Application.Visitor();

    [Fact]
    public async Task Concurrent_favourites_count_once_each_and_removed_ones_not_at_all()
    {
        var author = await whole.Application.Visitor().RegisterAsync("popular");
        var slug = await author.PublishAsync("Liked by many");
        var readers = await ReadersAsync();

        await Task.WhenAll(readers.SelectMany(reader => new[] { reader.FavoriteAsync(slug), reader.FavoriteAsync(slug) }));
        Assert.Equal(Readers, await CountAsync(slug));
        await Task.WhenAll(
            readers.Take(Readers / 2).Select(reader => reader.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/favorite")));

        Assert.Equal(Readers - Readers / 2, await CountAsync(slug));
        foreach (var (number, reader) in readers.Index())
        {
            var favorites = await _anonymous.GetAsync($"/api/articles?favorited={reader.Name}");
            Assert.Equal(number < Readers / 2 ? 0 : 1, favorites.GetProperty("articlesCount").GetInt32());
        }
    }

    [Fact]
    public async Task Stored_favourites_equal_the_count_when_many_arrive_at_once()
    {
        var author = await whole.Application.Visitor().RegisterAsync("famous");
        var slug = await author.PublishAsync("Liked by a crowd");
        var readers = await ReadersAsync(ManyFollowers);

        await Task.WhenAll(readers.Select(reader => reader.FavoriteAsync(slug)));

        Assert.Equal(ManyFollowers, await CountAsync(slug));
        Assert.Equal(ManyFollowers, await RowsAsync("favorites", slug, "and is_on"));
        await readers[0].FavoriteAsync(slug);
        Assert.Equal(ManyFollowers, await RowsAsync("favorites", slug));
    }

    [Fact]
    public async Task Article_is_listed_under_its_own_tags_when_many_replace_them_at_once()
    {
        const int Rounds = 10;
        const int Writers = 8;
        var author = await whole.Application.Visitor().RegisterAsync("relabelling");
        var slug = await author.PublishAsync("Relabelled");
        var name = Guid.NewGuid().ToString("N")[..12];
        string[] tags = [.. Enumerable.Range(0, Writers).Select(number => $"{name}-{number}")];

        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll(
                tags.Select(tag =>
                    author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", new { article = new { tagList = new[] { tag } } })));

            var left = (await _anonymous.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty("tagList").EnumerateArray()
                .Select(tag => tag.GetString()!);
            var listed = new List<string>();
            foreach (var tag in tags)
                if ((await _anonymous.ListAsync($"?tag={tag}")).Count > 0) listed.Add(tag);
            Assert.Equal(left, listed);
        }
    }

    [Fact]
    public async Task Article_is_always_found_when_it_is_renamed_during_reads()
    {
        var author = await whole.Application.Visitor().RegisterAsync("undecided");
        var slug = await author.PublishAsync("Name 0");
        using var renamed = new CancellationTokenSource();

        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!renamed.IsCancellationRequested)
                await _anonymous.GetAsync($"/api/articles/{Volatile.Read(ref slug)}");
        })).ToList();
        for (var name = 1; name <= 30; name++)
        {
            var edit = new { article = new { title = $"Name {name}" } };
            var article = (await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", edit)).GetProperty("article");
            Volatile.Write(ref slug, article.GetProperty("slug").GetString()!);
        }

        await renamed.CancelAsync();

        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Deleted_article_leaves_nothing_behind_when_others_favourite_and_comment_on_it()
    {
        var author = await whole.Application.Visitor().RegisterAsync("abrupt");
        var slug = await author.PublishAsync("Deleted under their hands");
        var readers = await ReadersAsync();

        var others = readers.SelectMany(reader => new[]
        {
            reader.Http.PostAsync($"/api/articles/{slug}/favorite", null),
            reader.Http.PostAsync($"/api/articles/{slug}/comments", JsonContent.Create(new { comment = new { body = "Wait!" } })),
        }).ToList();
        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);
        var answers = await Task.WhenAll(others);

        Assert.All(
            answers,
            answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NotFound }));
        foreach (var table in (string[])["comments", "favorites", "article_counters", "article_tags"])
            Assert.Equal(0, await RowsAsync(table, slug));
        foreach (var reader in readers)
        {
            var favorites = await _anonymous.GetAsync($"/api/articles?favorited={reader.Name}");
            Assert.Equal("""{"articles":[],"articlesCount":0}""", favorites.GetRawText());
        }
    }

    [Fact]
    public async Task Readers_see_a_write_when_it_is_acknowledged()
    {
        var author = await whole.Application.Visitor().RegisterAsync("busy");
        var slug = await author.PublishAsync("Version 0");

        for (var version = 1; version <= 30; version++)
        {
            await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", new { article = new { title = $"Version {version}" } });
            var reads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _anonymous.GetAsync($"/api/articles/{slug}")));
            var list = await _anonymous.ListAsync($"?author={author.Name}");

            Assert.All(
                reads.Select(read => read.GetProperty("article")).Append(list[0]),
                article => Assert.Equal($"Version {version}", article.GetProperty("title").GetString()));
        }
    }

    /// <summary>The number of an article's rows in a table, over all shards.</summary>
    private async Task<long> RowsAsync(string table, string slug, string and = "")
    {
        Assert.True(Slug.TryReadId(slug, out var id));
        var sql = string.Create(CultureInfo.InvariantCulture, $"select count(*) from {table} where article_id = {id} {and}");
        var first = await whole.Application.AskAsync<long>("postgres-0", "conduit", sql);
        var second = await whole.Application.AskAsync<long>("postgres-1", "conduit", sql);
        return first[0] + second[0];
    }

    private Task<Visitor[]> ReadersAsync(int count = Readers) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => whole.Application.Visitor().RegisterAsync("reader")));

    private async Task<int> CountAsync(string slug) =>
        (await _anonymous.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty("favoritesCount").GetInt32();
}
