using System.Net;
using System.Text.Json;
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

        var forbidden = await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/comments/{first}", expected: HttpStatusCode.Forbidden);
        await reader.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/comments/{first}", expected: HttpStatusCode.NoContent);
        var missing = await reader.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/comments/{first}", expected: HttpStatusCode.NotFound);

        Assert.Equal("""{"errors":{"comment":["forbidden"]}}""", forbidden.GetRawText());
        Assert.Equal("""{"errors":{"comment":["not found"]}}""", missing.GetRawText());
        Assert.Equal([second], await ShownAsync(slug));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("99999999999999999999999")]
    [InlineData("-1")]
    public async Task A_comment_that_can_be_none_is_not_found(string id)
    {
        var author = await whole.Application.Visitor().RegisterAsync("quiet");
        var slug = await author.PublishAsync("Nobody says anything");

        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/comments/{id}", expected: HttpStatusCode.NotFound);
    }

    private static Task<JsonElement> CommentAsync(Visitor writer, string slug, string body) =>
        writer.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body } }, HttpStatusCode.Created);

    private static long Id(JsonElement answer) => answer.GetProperty("comment").GetProperty("id").GetInt64();

    private async Task<List<long>> ShownAsync(string slug) =>
        [.. (await _anonymous.GetAsync($"/api/articles/{slug}/comments")).GetProperty("comments").EnumerateArray().Select(comment => comment.GetProperty("id").GetInt64())];
}
