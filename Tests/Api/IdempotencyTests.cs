using System.Net;
using System.Net.Http.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>A request that is sent twice with one key is carried out once.</summary>
[Collection(SharedApplication.Name)]
public sealed class IdempotencyTests(WholeApplication whole)
{
    private readonly Visitor _anonymous = whole.Application.Visitor();

    [Fact]
    public async Task Request_is_carried_out_once_when_it_is_repeated_with_its_key()
    {
        var author = await whole.Application.Visitor().RegisterAsync("repeating");
        var slug = await author.PublishAsync("Said once");
        var key = Guid.NewGuid().ToString();

        var comment = new { comment = new { body = "Once" } };
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => KeyedAsync(author, $"/api/articles/{slug}/comments", key, comment)));
        var other = await KeyedAsync(author, $"/api/articles/{slug}/comments", key, new { comment = new { body = "Twice" } });

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Created, answers[0].Body), answer));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Single((await _anonymous.GetAsync($"/api/articles/{slug}/comments")).GetProperty("comments").EnumerateArray());
    }

    [Fact]
    public async Task Registration_returns_its_own_account_when_it_is_repeated_with_its_key()
    {
        var name = $"again-{Guid.NewGuid():N}"[..20];
        var user = new { user = new { username = name, email = $"{name}@example.com", password = "a-good-password" } };
        var key = Guid.NewGuid().ToString();

        var first = await KeyedAsync(_anonymous, "/api/users", key, user);
        var again = await KeyedAsync(_anonymous, "/api/users", key, user);
        var without = await KeyedAsync(_anonymous, "/api/users", Guid.NewGuid().ToString(), user);

        Assert.Equal(
            (HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Conflict),
            (first.Status, again.Status, without.Status));
    }

    [Fact]
    public async Task Removed_favourite_stays_removed_when_its_request_is_repeated_with_its_key()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("wavering");
        var slug = await reader.PublishAsync("Liked once");
        var key = Guid.NewGuid().ToString();

        var first = await KeyedAsync(reader, $"/api/articles/{slug}/favorite", key);
        await reader.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/favorite");
        var again = await KeyedAsync(reader, $"/api/articles/{slug}/favorite", key);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.Contains("\"favorited\":true", first.Body, StringComparison.Ordinal);
        Assert.Contains("\"favorited\":false", again.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removed_follow_stays_removed_when_its_request_is_repeated_with_its_key()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("fickle");
        var author = await whole.Application.Visitor().RegisterAsync("followed-once");
        var key = Guid.NewGuid().ToString();

        var first = await KeyedAsync(reader, $"/api/profiles/{author.Name}/follow", key);
        await reader.SendAsync(HttpMethod.Delete, $"/api/profiles/{author.Name}/follow");
        var again = await KeyedAsync(reader, $"/api/profiles/{author.Name}/follow", key);
        var other = await KeyedAsync(reader, $"/api/profiles/{reader.Name}/follow", key);

        Assert.Contains("\"following\":true", first.Body, StringComparison.Ordinal);
        Assert.Contains("\"following\":false", again.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [LinuxFact]
    public async Task Repeated_request_is_recognized_by_a_server_with_another_signing_key()
    {
        var name = $"rotated-{Guid.NewGuid():N}"[..20];
        var user = new { user = new { username = name, email = $"{name}@example.com", password = "a-good-password" } };
        var key = Guid.NewGuid().ToString();
        var first = await KeyedAsync(_anonymous, "/api/users", key, user);
        using var running = await ServiceProcess.OfAsync(whole.Application, "api-1");
        using var rotated = running.StartAnother(("Jwt__SigningKey", $"{Guid.NewGuid():N}{Guid.NewGuid():N}"));
        try
        {
            using var http = new HttpClient { BaseAddress = rotated.Address };
            await Eventually.SucceedsAsync(async () => (await http.GetAsync("/health")).EnsureSuccessStatusCode(), "the server is ready");

            var again = await KeyedAsync(new Visitor(http), "/api/users", key, user);

            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        }
        finally
        {
            await rotated.EndAsync();
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> KeyedAsync(Visitor sender, string path, string key, object? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Idempotency-Key", key } } };
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await sender.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
