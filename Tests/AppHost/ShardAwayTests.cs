using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>
/// With the second shard away, primary and replica, the first goes on, answers say what is missing, and what was refused was not done.
/// </summary>
[Collection(StoppableApplication.Name)]
public sealed class ShardAwayTests(WholeApplication whole)
{
    private const string Refusal = """{"errors":{"database":["is not available"]}}""";

    private const string NewPassword = "another-good-password";

    private readonly ConduitApplication _application = whole.Application;
    private readonly string _tag = $"tag-{Guid.NewGuid():N}";

    [Fact]
    public async Task Without_one_shard_the_other_answers_says_what_is_missing_and_nothing_is_written_by_halves()
    {
        var (here, slugHere) = await OnShardAsync(0);
        var (away, slugAway) = await OnShardAsync(1);
        await away.SendAsync(
            HttpMethod.Post, $"/api/articles/{slugHere}/comments", new { comment = new { body = "From far away" } },
            HttpStatusCode.Created);
        await here.SendAsync(HttpMethod.Post, $"/api/profiles/{away.Name}/follow");

        await _application.WithoutAsync(["postgres-1-replica", "postgres-1"], async () =>
        {
            var meanwhile = await here.PublishAsync("Meanwhile", _tag);

            Assert.Equal([meanwhile, slugHere], Slugs(await PartialAsync(here, $"/api/articles?tag={_tag}")));
            Assert.Equal([], Slugs(await PartialAsync(here, "/api/articles/feed")));
            Assert.Contains(
                _tag,
                (await PartialAsync(here, "/api/tags")).GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
            var comment = (await PartialAsync(here, $"/api/articles/{slugHere}/comments")).GetProperty("comments")[0];
            Assert.Equal(away.Name, comment.GetProperty("author").GetProperty("username").GetString());
            Assert.True(comment.GetProperty("author").GetProperty("following").GetBoolean());
            await here.GetAsync($"/api/articles/{slugHere}");
            await (await _application.Visitor().RegisterAsync("newcomer")).PublishAsync("On the shard that is there");

            await RefusedAsync(here, HttpMethod.Get, $"/api/articles/{slugAway}");
            // Nothing of it is there: an empty list would say that there is nothing at all.
            await RefusedAsync(here, HttpMethod.Get, $"/api/articles?author={away.Name}");
            await RefusedAsync(
                away, HttpMethod.Post, "/api/articles",
                new { article = new { title = "Never", description = "d", body = "b", tagList = new[] { _tag } } });
            await RefusedAsync(away, HttpMethod.Put, $"/api/articles/{slugAway}", new { article = new { title = "Never" } });
            await RefusedAsync(away, HttpMethod.Delete, $"/api/articles/{slugAway}");
            await RefusedAsync(here, HttpMethod.Post, $"/api/articles/{slugAway}/comments", new { comment = new { body = "Never" } });
            await RefusedAsync(here, HttpMethod.Post, $"/api/articles/{slugAway}/favorite");
            // The accounts database decides, and it is there: the profile on the shard follows.
            await ChangeAsync(away, new { password = NewPassword, bio = "Changed from away" });
            // This is written on both shards; so it is done on one, and a job sees to the other.
            await RefusedAsync(here, HttpMethod.Delete, $"/api/profiles/{away.Name}/follow");
        });

        var list = await Eventually.GetAsync(
            () => GetAsync(here, $"/api/articles?tag={_tag}"),
            answer => answer.Missing is null, "a list of both shards");
        Assert.Equal(3, Slugs(list.Body).Count);
        await Eventually.GetAsync(() => here.GetAsync($"/api/articles/{slugAway}"), found =>
            Bio(found) == "Changed from away", "the profile on the shard");
        var article = list.Body.GetProperty("articles")
            .EnumerateArray()
            .Single(article => article.GetProperty("slug").GetString() == slugAway);
        Assert.Equal(0, article.GetProperty("favoritesCount").GetInt32());
        await Eventually.TrueAsync(
            async () => await FollowsAsync(here, away) == Slugs(await here.GetAsync("/api/articles/feed")).Contains(slugAway),
            "both shards agree on who follows whom");
        Assert.Equal("""{"comments":[]}""", (await here.GetAsync($"/api/articles/{slugAway}/comments")).GetRawText());
        Assert.Equal(1, (await here.GetAsync($"/api/articles?author={away.Name}")).GetProperty("articlesCount").GetInt32());
        await away.PublishAsync("Back again");
    }

    [Fact]
    public async Task A_list_leaves_out_an_article_when_the_callers_favorites_are_not_read_in_time()
    {
        var (_, slug) = await OnShardAsync(1);
        var reader = await _application.Visitor().RegisterAsync("reader");
        var path = $"/api/articles?tag={_tag}";
        // Both API servers have the article in their caches afterwards.
        for (var request = 0; request < 10; request++) await _application.Visitor().GetAsync(path);
        await reader.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/favorite");

        await using (var database = await _application.OpenAsync("postgres-1", superuser: true))
        await using (await database.BeginTransactionAsync())
        {
            await database.RunAsync("lock table favorites in access exclusive mode");
            // At once, so that both API servers get some of them.
            var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => reader.Http.GetAsync(path)));
            foreach (var response in responses.Where(response => response.StatusCode != HttpStatusCode.ServiceUnavailable))
            {
                var list = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
                Assert.All(
                    list.GetProperty("articles").EnumerateArray(),
                    article => Assert.True(article.GetProperty("favorited").GetBoolean()));
            }
        }

        Assert.Equal([slug], Slugs(await reader.GetAsync(path)));
    }

    /// <summary>A user who lives on a shard, and an article by that user.</summary>
    private async Task<(Visitor Author, string Slug)> OnShardAsync(int shard)
    {
        while (true)
        {
            var author = await _application.Visitor().RegisterAsync("resident");
            var slug = await author.PublishAsync("At home", _tag);
            Assert.True(Slug.TryReadId(slug, out var id));
            if (ConduitId.LogicalShard(id) / ShardMap.PerPhysicalShard == shard)
                return (author, slug);
            await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);
        }
    }

    private static async Task<JsonElement> PartialAsync(Visitor reader, string path)
    {
        var (missing, body) = await GetAsync(reader, path);
        Assert.Equal("shard-1", missing);
        return body;
    }

    private static async Task<(string? Missing, JsonElement Body)> GetAsync(Visitor reader, string path)
    {
        using var response = await reader.Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {text}");
        return (response.Headers.TryGetValues("X-Partial", out var missing) ? missing.Single() : null,
            JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Changes an account, and signs in with its new password.</summary>
    private static async Task ChangeAsync(Visitor owner, object user)
    {
        await owner.SendAsync(HttpMethod.Put, "/api/user", new { user });
        await owner.LoginAsync(owner.Email, NewPassword);
    }

    private static string? Bio(JsonElement answer) => answer.GetProperty("article").GetProperty("author").GetProperty("bio").GetString();

    /// <summary>Sent as it is, so that it is refused once: what else sends might try again.</summary>
    private async Task RefusedAsync(Visitor sender, HttpMethod method, string path, object? body = null)
    {
        using var http = new HttpClient { BaseAddress = _application.App.GetEndpoint("edge", "http") };
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
            Headers = { { "Authorization", $"Token {sender.Token}" } },
        };
        using var response = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, Refusal), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private static async Task<bool> FollowsAsync(Visitor reader, Visitor author) =>
        (await reader.GetAsync($"/api/profiles/{author.Name}")).GetProperty("profile").GetProperty("following").GetBoolean();

    private static List<string?> Slugs(JsonElement list) =>
        [.. list.GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("slug").GetString())];
}
