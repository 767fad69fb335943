using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>Accounts, profiles, follows and feeds.</summary>
[Collection(SharedApplication.Name)]
public sealed class PeopleTests(WholeApplication whole)
{
    private readonly Visitor _anonymous = whole.Application.Visitor();

    [Fact]
    public async Task Profile_edit_shows_at_once_in_every_view_of_its_owner()
    {
        var author = await whole.Application.Visitor().RegisterAsync("edited");
        var slug = await author.PublishAsync("By the edited one");
        var draft = new { comment = new { body = "Mine too" } };
        await author.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", draft, HttpStatusCode.Created);

        await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "New words", image = "https://example.com/me.png" } });

        var profile = (await _anonymous.GetAsync($"/api/profiles/{author.Name}")).GetProperty("profile");
        Assert.Equal("New words", profile.GetProperty("bio").GetString());
        var article = (await _anonymous.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty("author");
        var listed = (await _anonymous.ListAsync($"?author={author.Name}"))[0].GetProperty("author");
        var comment = (await _anonymous.GetAsync($"/api/articles/{slug}/comments")).GetProperty("comments")[0].GetProperty("author");
        Assert.All([article, listed, comment], shown => Assert.Equal(profile.GetRawText(), shown.GetRawText()));
    }

    [Theory]
    [InlineData("""{"user":{"bio":""}}""", "bio")]
    [InlineData("""{"user":{"image":null}}""", "image")]
    public async Task Empty_profile_fields_become_null(string body, string field)
    {
        var person = await whole.Application.Visitor().RegisterAsync("modest");
        await person.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "b", image = "https://example.com/i.png" } });

        var user = (await person.SendAsync(HttpMethod.Put, "/api/user", JsonDocument.Parse(body).RootElement)).GetProperty("user");

        Assert.Equal(JsonValueKind.Null, user.GetProperty(field).ValueKind);
        Assert.NotEqual(JsonValueKind.Null, user.GetProperty(field == "bio" ? "image" : "bio").ValueKind);
    }

    [Theory]
    [InlineData("""{"user":{"email":null}}""", "email")]
    [InlineData("""{"user":{"username":""}}""", "username")]
    [InlineData("""{"user":{"username":"a/b"}}""", "username")]
    [InlineData("""{"user":{"password":"short"}}""", "password")]
    public async Task A_bad_change_of_an_account_is_refused(string body, string field)
    {
        var person = await whole.Application.Visitor().RegisterAsync("hasty");

        var change = JsonDocument.Parse(body).RootElement;
        var answer = await person.SendAsync(HttpMethod.Put, "/api/user", change, HttpStatusCode.UnprocessableEntity);

        Assert.True(answer.GetProperty("errors").TryGetProperty(field, out _), answer.GetRawText());
    }

    [Fact]
    public async Task The_token_that_makes_a_change_of_name_email_or_password_stays_valid()
    {
        var person = await whole.Application.Visitor().RegisterAsync("changing");
        var change = new { user = new { username = $"{person.Name}-2", email = $"2-{person.Email}" } };
        await person.SendAsync(HttpMethod.Put, "/api/user", change);
        Assert.Equal($"{person.Name}-2", (await person.GetAsync("/api/user")).GetProperty("user").GetProperty("username").GetString());

        var answer = await person.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = "another-password" } });

        Assert.Equal(person.Token, answer.GetProperty("user").GetProperty("token").GetString());
        await person.GetAsync("/api/user");
        await _anonymous.LoginAsync(answer.GetProperty("user").GetProperty("email").GetString()!, "another-password");
    }

    [Fact]
    public async Task Name_is_taken_once_whatever_its_case_when_many_register_it_at_once()
    {
        var name = $"Racer-{Guid.NewGuid():N}"[..20];
        var users = Enumerable.Range(0, 8).Select(number => new
        {
            username = number % 2 == 0 ? name : name.ToUpperInvariant(),
            email = $"{name}-{number}@example.com",
            password = "a-good-password",
        });
        var registrations = await Task.WhenAll(
            users.Select(user => _anonymous.Http.PostAsync("/api/users", JsonContent(new { user }))));

        Assert.Equal(1, registrations.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, registrations.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Feed_has_the_articles_of_followed_authors_only()
    {
        // more of them than shards, so that both directions of a follow cross shards
        var authors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => whole.Application.Visitor().RegisterAsync("followed")));
        var reader = await whole.Application.Visitor().RegisterAsync("follower");
        var slugs = new List<string?>();
        foreach (var author in authors)
            slugs.Insert(0, await author.PublishAsync("For my followers"));
        Assert.Empty((await FeedAsync(reader)).Slugs);

        foreach (var author in authors)
            await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        Assert.Equal(slugs, (await FeedAsync(reader)).Slugs);
        Assert.True(await FollowsAsync(reader, authors[0]));
        Assert.False(await FollowsAsync(_anonymous, authors[0]));
        var article = (await reader.GetAsync($"/api/articles/{slugs[0]}")).GetProperty("article");
        Assert.True(article.GetProperty("author").GetProperty("following").GetBoolean());

        await reader.SendAsync(HttpMethod.Delete, $"/api/profiles/{authors[^1].Name}/follow");
        slugs.Insert(1, await authors[0].PublishAsync("One more"));
        slugs.RemoveAt(0);

        var (count, feed) = await FeedAsync(reader);
        Assert.Equal(4, count);
        Assert.Equal(slugs[0], feed[0]);
        Assert.Equal(4, feed.Count);
    }

    [Fact]
    public Task Profile_is_not_found_when_no_user_has_its_name() =>
        _anonymous.GetAsync("/api/profiles/nobody-has-this-name", HttpStatusCode.NotFound);

    private static async Task<bool> FollowsAsync(Visitor reader, Visitor author) =>
        (await reader.GetAsync($"/api/profiles/{author.Name}")).GetProperty("profile").GetProperty("following").GetBoolean();

    private static async Task<(int Count, List<string?> Slugs)> FeedAsync(Visitor reader)
    {
        var feed = await reader.GetAsync("/api/articles/feed");
        var slugs = feed.GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("slug").GetString());
        return (feed.GetProperty("articlesCount").GetInt32(), [.. slugs]);
    }

    private static StringContent JsonContent(object body) =>
        new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
}
