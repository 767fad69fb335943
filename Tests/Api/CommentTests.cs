using System.Net;
using System.Net.Http.Json;
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

    [Fact]
    public async Task A_request_that_is_sent_again_with_its_key_is_carried_out_once()
    {
        var author = await whole.Application.Visitor().RegisterAsync("repeating");
        var slug = await author.PublishAsync("Said once");
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => KeyedAsync(author, $"/api/articles/{slug}/comments", key, new { comment = new { body = "Once" } })));
        var other = await KeyedAsync(author, $"/api/articles/{slug}/comments", key, new { comment = new { body = "Twice" } });

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, answers[0].Body), answer));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Single(await ShownAsync(slug));
    }

    [Fact]
    public async Task A_registration_that_is_sent_again_with_its_key_gets_its_own_account()
    {
        var name = $"again-{Guid.NewGuid():N}"[..20];
        var user = new { user = new { username = name, email = $"{name}@example.com", password = "a-good-password" } };
        var key = Guid.NewGuid().ToString();

        var first = await KeyedAsync(_anonymous, "/api/users", key, user);
        var again = await KeyedAsync(_anonymous, "/api/users", key, user);
        var without = await KeyedAsync(_anonymous, "/api/users", Guid.NewGuid().ToString(), user);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Conflict), (first.Status, again.Status, without.Status));
    }

    private static async Task<(HttpStatusCode Status, string Body)> KeyedAsync(Visitor sender, string path, string key, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } };
        using var response = await sender.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<JsonElement> CommentAsync(Visitor writer, string slug, string body) =>
        writer.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body } }, HttpStatusCode.Created);

    private static long Id(JsonElement answer) => answer.GetProperty("comment").GetProperty("id").GetInt64();

    private async Task<List<long>> ShownAsync(string slug) =>
        [.. (await _anonymous.GetAsync($"/api/articles/{slug}/comments")).GetProperty("comments").EnumerateArray().Select(comment => comment.GetProperty("id").GetInt64())];
}
