using System.Net;
using System.Text.Json;
using Conduit.Data.Ids;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>Comments, and requests that are sent twice.</summary>
[Collection(SharedApplication.Name)]
public sealed class CommentTests(WholeApplication whole)
{
    private readonly Visitor _anonymous = whole.Application.Visitor();

    [Fact]
    public async Task Comments_are_newest_first_and_go_when_their_author_deletes_them()
    {
        var author = await whole.Application.Visitor().RegisterAsync("commented");
        var reader = await whole.Application.Visitor().RegisterAsync("commenter");
        var slug = await author.PublishAsync("Say something");
        var first = Id(await CommentAsync(reader, slug, "First"));
        var second = Id(await CommentAsync(author, slug, "Second"));
        Assert.Equal([second, first], await ShownAsync(slug));

        var comment = $"/api/articles/{slug}/comments/{first}";
        var forbidden = await author.SendAsync(HttpMethod.Delete, comment, expected: HttpStatusCode.Forbidden);
        await reader.SendAsync(HttpMethod.Delete, comment, expected: HttpStatusCode.NoContent);
        var missing = await reader.SendAsync(HttpMethod.Delete, comment, expected: HttpStatusCode.NotFound);

        Assert.Equal("""{"errors":{"comment":["forbidden"]}}""", forbidden.GetRawText());
        Assert.Equal("""{"errors":{"comment":["not found"]}}""", missing.GetRawText());
        Assert.Equal([second], await ShownAsync(slug));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("99999999999999999999999")]
    [InlineData("-1")]
    public async Task Comment_is_not_found_when_its_id_is_invalid(string id)
    {
        var author = await whole.Application.Visitor().RegisterAsync("quiet");
        var slug = await author.PublishAsync("Nobody says anything");

        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/comments/{id}", expected: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task List_returns_the_newest_200_comments_and_pages_return_the_rest()
    {
        var author = await whole.Application.Visitor().RegisterAsync("discussed");
        var slug = await author.PublishAsync("Much is said");
        Assert.True(Slug.TryReadId(slug, out var article));
        await whole.Application.OnAsync(Sql.NodeOf(article), "conduit", $"""
            insert into comments (id, article_id, author_id, body)
            select new_id({ConduitId.LogicalShard(article)}), {article}, {await whole.Application.IdAsync(author)},
                'Number ' || number from generate_series(1, 249) number
            """);
        var newest = Id(await CommentAsync(author, slug, "Number 250"));

        var (first, second) = (await PageAsync(slug, ""), await PageAsync(slug, "?limit=100&offset=200"));

        Assert.Equal((200, 50), (first.Ids.Count, second.Ids.Count));
        Assert.Equal(("250", "250"), (first.Total, second.Total));
        Assert.Equal(newest, first.Ids[0]);
        Assert.Equal(first.Ids.Concat(second.Ids).OrderDescending(), first.Ids.Concat(second.Ids));
        Assert.Equal(first.Ids.Skip(3).Take(2), (await PageAsync(slug, "?limit=2&offset=3")).Ids);
        Assert.Equal(200, (await PageAsync(slug, "?limit=100000")).Ids.Count);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("offset=100001", "offset")]
    public async Task List_of_comments_refuses_a_page_when_its_bounds_are_invalid(string query, string field)
    {
        var author = await whole.Application.Visitor().RegisterAsync("quiet");
        var slug = await author.PublishAsync("Nobody says anything");

        var refusal = await _anonymous.GetAsync($"/api/articles/{slug}/comments?{query}", HttpStatusCode.UnprocessableEntity);

        Assert.True(refusal.GetProperty("errors").TryGetProperty(field, out _));
    }

    private async Task<(List<long> Ids, string Total)> PageAsync(string slug, string query)
    {
        using var response = await _anonymous.Http.GetAsync($"/api/articles/{slug}/comments{query}");
        var body = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
        return (
            [.. body.GetProperty("comments").EnumerateArray().Select(comment => comment.GetProperty("id").GetInt64())],
            response.Headers.GetValues("X-Total-Count").Single());
    }

    private static Task<JsonElement> CommentAsync(Visitor writer, string slug, string body) =>
        writer.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body } }, HttpStatusCode.Created);

    private static long Id(JsonElement answer) => answer.GetProperty("comment").GetProperty("id").GetInt64();

    private async Task<List<long>> ShownAsync(string slug) =>
    [
        .. (await _anonymous.GetAsync($"/api/articles/{slug}/comments"))
            .GetProperty("comments")
            .EnumerateArray()
            .Select(comment => comment.GetProperty("id").GetInt64()),
    ];
}
