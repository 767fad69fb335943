using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Slice;

[Collection(SharedApplication.Name)]
public sealed class ArticlesTests(WholeApplication whole)
{
    private readonly Visitor _anonymous = whole.Application.Visitor();

    [Fact]
    public async Task Published_article_is_visible_to_every_reader_at_once()
    {
        var author = await whole.Application.Visitor().RegisterAsync("author");

        // Ten times, so that every server has responded and every cache has been filled in between.
        for (var round = 0; round < 10; round++)
        {
            var slug = await author.PublishAsync($"Fresh {round}");

            Assert.Equal(slug, Slug((await _anonymous.ListAsync())[0]));
            Assert.Equal(slug, Slug((await author.ListAsync())[0]));
        }
    }

    [Fact]
    public async Task List_shows_an_article_in_the_contracts_form()
    {
        var author = await whole.Application.Visitor().RegisterAsync("shaper");
        var slug = await author.PublishAsync("A shape", "second", "first", "second");

        var article = (await _anonymous.ListAsync()).Single(article => Slug(article) == slug);

        Assert.Equal("A shape", article.GetProperty("title").GetString());
        Assert.Equal(["second", "first"], article.GetProperty("tagList").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal(author.Name, article.GetProperty("author").GetProperty("username").GetString());
        Assert.False(article.GetProperty("favorited").GetBoolean());
        Assert.Equal(0, article.GetProperty("favoritesCount").GetInt32());
        Assert.False(article.TryGetProperty("body", out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", article.GetProperty("createdAt").GetString());
    }

    [Fact]
    public async Task A_favourite_counts_at_once()
    {
        var author = await whole.Application.Visitor().RegisterAsync("liked");
        var reader = await whole.Application.Visitor().RegisterAsync("reader");
        var slug = await author.PublishAsync("Likeable");
        await _anonymous.ListAsync();

        var answer = await reader.FavoriteAsync(slug);

        Assert.True(answer.GetProperty("favorited").GetBoolean());
        Assert.Equal(1, answer.GetProperty("favoritesCount").GetInt32());
        Assert.Equal(1, (await _anonymous.ListAsync()).Single(article => Slug(article) == slug).GetProperty("favoritesCount").GetInt32());
        Assert.True((await reader.ListAsync()).Single(article => Slug(article) == slug).GetProperty("favorited").GetBoolean());
    }

    [Fact]
    public async Task A_second_favourite_of_the_same_reader_changes_nothing()
    {
        var author = await whole.Application.Visitor().RegisterAsync("liked");
        var reader = await whole.Application.Visitor().RegisterAsync("eager");
        var slug = await author.PublishAsync("Likeable once");
        await reader.FavoriteAsync(slug);

        var answer = await reader.FavoriteAsync(slug);

        Assert.Equal(1, answer.GetProperty("favoritesCount").GetInt32());
    }

    [Fact]
    public async Task An_unknown_article_cannot_be_favourited()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("lost");

        var answer = await reader.SendAsync(HttpMethod.Post, "/api/articles/there-is-none/favorite", null, HttpStatusCode.NotFound);

        Assert.Equal("""{"errors":{"article":["not found"]}}""", answer.GetRawText());
    }

    [Fact]
    public async Task Lists_of_both_shards_are_merged_newest_first()
    {
        // Eight authors: the odds that all of them are on one of two shards are under one in a hundred.
        var slugs = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            var author = await whole.Application.Visitor().RegisterAsync("somewhere");
            slugs.Add(await author.PublishAsync($"Merged {i}"));
        }

        var listed = (await _anonymous.ListAsync("?limit=8")).Select(Slug);

        Assert.Equal(Enumerable.Reverse(slugs), listed);
    }

    private static string? Slug(JsonElement article) => article.GetProperty("slug").GetString();
}
