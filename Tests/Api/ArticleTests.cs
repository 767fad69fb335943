using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>The life of an article from publication to deletion; every reader sees each change at the next request.</summary>
[Collection(SharedApplication.Name)]
public sealed class ArticleTests(WholeApplication whole)
{
    private readonly Visitor _anonymous = whole.Application.Visitor();

    [Fact]
    public async Task Update_changes_the_sent_fields_and_the_slug_while_the_old_slug_still_resolves()
    {
        var author = await whole.Application.Visitor().RegisterAsync("updater");
        var (kept, dropped, added) = (NewTag(), NewTag(), NewTag());
        var slug = await author.PublishAsync("Before", dropped, kept);

        var edit = new { article = new { title = "After", tagList = new[] { added, kept } } };
        var updated = (await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", edit)).GetProperty("article");

        Assert.Equal("After", Text(updated, "title"));
        Assert.Equal("about Before", Text(updated, "description"));
        Assert.NotEqual(slug, Text(updated, "slug"));
        Assert.Equal([added, kept], updated.GetProperty("tagList").EnumerateArray().Select(tag => tag.GetString()));
        Assert.True(updated.GetProperty("updatedAt").GetDateTime() > updated.GetProperty("createdAt").GetDateTime());
        var read = (await _anonymous.GetAsync($"/api/articles/{slug}")).GetProperty("article");
        Assert.Equal(updated.GetRawText(), read.GetRawText());
        Assert.Equal(1, await CountAsync($"?tag={added}"));
        Assert.Equal(1, await CountAsync($"?tag={kept}"));
        Assert.Equal(0, await CountAsync($"?tag={dropped}"));
        var tags = (await _anonymous.GetAsync("/api/tags")).GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ToList();
        Assert.Contains(added, tags);
        Assert.DoesNotContain(dropped, tags);
    }

    [Fact]
    public async Task Deleted_article_leaves_every_list_and_loses_its_comments_and_favourites()
    {
        var author = await whole.Application.Visitor().RegisterAsync("deleter");
        var reader = await whole.Application.Visitor().RegisterAsync("bereft");
        var tag = NewTag();
        var slug = await author.PublishAsync("Gone soon", tag);
        await reader.FavoriteAsync(slug);
        var comment = new { comment = new { body = "Stay" } };
        await reader.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", comment, HttpStatusCode.Created);
        foreach (var list in Lists())
            Assert.Equal(1, await CountAsync(list));

        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);

        foreach (var list in Lists())
            Assert.Equal(0, await CountAsync(list));
        await _anonymous.GetAsync($"/api/articles/{slug}", HttpStatusCode.NotFound);
        await _anonymous.GetAsync($"/api/articles/{slug}/comments", HttpStatusCode.NotFound);
        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NotFound);

        string[] Lists() =>
            [
                $"?tag={tag}",
                $"?author={author.Name}",
                $"?favorited={reader.Name}",
                $"?author={author.Name}&tag={tag}",
                $"?favorited={reader.Name}&tag={tag}&author={author.Name}",
            ];
    }

    [Fact]
    public async Task Only_the_author_changes_or_deletes_it()
    {
        var author = await whole.Application.Visitor().RegisterAsync("owner");
        var other = await whole.Application.Visitor().RegisterAsync("intruder");
        var slug = await author.PublishAsync("Mine");

        var edit = new { article = new { body = "Yours" } };
        var update = await other.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", edit, HttpStatusCode.Forbidden);
        var delete = await other.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.Forbidden);

        Assert.All([update, delete], answer => Assert.Equal("""{"errors":{"article":["forbidden"]}}""", answer.GetRawText()));
        await other.SendAsync(HttpMethod.Put, "/api/articles/none-such", new { article = new { body = "b" } }, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"article":{"tagList":null}}""", "tagList")]
    [InlineData("""{"article":{"title":""}}""", "title")]
    [InlineData("""{"article":{"body":null}}""", "body")]
    [InlineData("""{"article":{"title":7}}""", "title")]
    [InlineData("{}", "article")]
    public async Task A_bad_update_is_refused_and_changes_nothing(string body, string field)
    {
        var author = await whole.Application.Visitor().RegisterAsync("fumbler");
        var slug = await author.PublishAsync("As it was");

        var edit = JsonDocument.Parse(body).RootElement;
        var answer = await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", edit, HttpStatusCode.UnprocessableEntity);

        Assert.True(answer.GetProperty("errors").TryGetProperty(field, out _), answer.GetRawText());
        Assert.Equal("As it was", Text((await _anonymous.GetAsync($"/api/articles/{slug}")).GetProperty("article"), "title"));
    }

    [Fact]
    public async Task Pages_continue_each_other_at_any_depth()
    {
        var author = await whole.Application.Visitor().RegisterAsync("prolific");
        var slugs = new List<string?>();
        for (var number = 0; number < 7; number++)
            slugs.Insert(0, await author.PublishAsync($"Number {number}"));

        var paged = new List<string?>();
        for (var offset = 0; offset < 9; offset += 3)
        {
            var page = await _anonymous.ListAsync($"?author={author.Name}&limit=3&offset={offset}");
            paged.AddRange(page.Select(article => Text(article, "slug")));
        }

        Assert.Equal(slugs, paged);
        Assert.Empty(await _anonymous.ListAsync("?limit=100&offset=90000"));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("offset=-1")]
    [InlineData("offset=100001")]
    public Task List_refuses_a_page_when_its_bounds_are_invalid(string query) =>
        _anonymous.GetAsync($"/api/articles?{query}", HttpStatusCode.UnprocessableEntity);

    [Theory]
    [InlineData("author=nobody-has-this-name")]
    [InlineData("favorited=nobody-has-this-name")]
    [InlineData("tag=no-article-bears-this")]
    [InlineData("tag=%00")]
    [InlineData("author=%27%3B%20drop%20table%20articles")]
    public async Task List_is_empty_when_its_filter_matches_nothing(string query) =>
        Assert.Equal("""{"articles":[],"articlesCount":0}""", (await _anonymous.GetAsync($"/api/articles?{query}")).GetRawText());

    private async Task<int> CountAsync(string query)
    {
        var list = await _anonymous.GetAsync($"/api/articles{query}");
        Assert.Equal(list.GetProperty("articlesCount").GetInt32(), list.GetProperty("articles").GetArrayLength());
        return list.GetProperty("articlesCount").GetInt32();
    }

    private static string NewTag() => $"tag-{Guid.NewGuid():N}";

    private static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();
}
