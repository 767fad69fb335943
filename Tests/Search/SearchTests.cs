using System.Net;
using Conduit.Tests.Application;

namespace Conduit.Tests.Search;

/// <summary>Full-text search over all shards.</summary>
[Collection(SharedApplication.Name)]
public sealed class SearchTests(WholeApplication whole)
{
    private readonly string _word = $"w{Guid.NewGuid():N}";

    [Fact]
    public async Task Search_finds_words_of_title_description_and_body_at_once_best_match_first()
    {
        var (first, second) = (await WriterAsync(), await WriterAsync());
        var inBody = await PublishAsync(first, "Plain", "plain", $"far along a lantern {_word}");
        var inTitle = await PublishAsync(second, $"About {_word}", "plain", "plain");
        var inDescription = await PublishAsync(first, "Plain", $"on {_word}", "plain");

        Assert.Equal([inTitle, inDescription, inBody], await FindAsync(_word));
        Assert.Equal([inDescription], await FindAsync($"{_word}&limit=1&offset=1"));
        Assert.Equal([inBody], await FindAsync($"\"lantern {_word}\""));
        Assert.Equal([inTitle, inDescription], await FindAsync($"{_word} -far"));
    }

    [Fact]
    public async Task Search_reflects_changes_and_deletions()
    {
        var author = await WriterAsync();
        var slug = await PublishAsync(author, $"Once {_word}", "plain", "plain");
        Assert.Single(await FindAsync(_word));

        await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", new { article = new { title = "Another" } });
        Assert.Empty(await FindAsync(_word));
        await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", new { article = new { body = _word } });
        Assert.Single(await FindAsync(_word));
        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);
        Assert.Empty(await FindAsync(_word));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%20")]
    [InlineData("?q=a&limit=x")]
    public async Task Search_is_refused_when_it_has_no_words(string query)
    {
        var refusal = await whole.Application.Visitor().GetAsync($"/api/search{query}", HttpStatusCode.UnprocessableEntity);
        Assert.NotEmpty(refusal.GetProperty("errors").EnumerateObject());
    }

    [Theory]
    [InlineData("%26%26%7C%7C!%3A*()")]
    [InlineData("%27%3B%20drop%20table%20articles")]
    [InlineData("the")]
    [InlineData("%F0%9F%8E%89")]
    public async Task Search_treats_operators_as_plain_words(string text) =>
        Assert.True((await whole.Application.Visitor().GetAsync($"/api/search?q={text}")).TryGetProperty("articlesCount", out _));

    private Task<Visitor> WriterAsync() => whole.Application.Visitor().RegisterAsync("writer");

    private static Task<string> PublishAsync(Visitor author, string title, string description, string body) =>
        author.PublishArticleAsync(new { title, description, body });

    private async Task<List<string>> FindAsync(string query) =>
    [
        .. (await whole.Application.Visitor().GetAsync($"/api/search?q={query}"))
            .GetProperty("articles")
            .EnumerateArray()
            .Select(article => article.GetProperty("slug").GetString()!),
    ];
}
