using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Conduit.Tests.Application;

/// <summary>A client of the API through the edge, anonymous or signed in.</summary>
public sealed class Visitor(HttpClient http)
{
    public string Name { get; private set; } = "";

    public string Email => $"{Name}@example.com";

    public string Password { get; } = $"password-{Guid.NewGuid():N}";

    public HttpClient Http => http;

    /// <summary>The token of a signed-in user; setting it signs in.</summary>
    public string? Token
    {
        get => http.DefaultRequestHeaders.Authorization?.Parameter;
        set => http.DefaultRequestHeaders.Authorization = value is null ? null : new AuthenticationHeaderValue("Token", value);
    }

    /// <summary>Makes every response come from an API server: the edge caches nothing for a client that sends this header.</summary>
    public Visitor PastTheEdge()
    {
        http.DefaultRequestHeaders.CacheControl = new CacheControlHeaderValue { NoStore = true };
        return this;
    }

    /// <summary>Signs up with an unused name.</summary>
    public async Task<Visitor> RegisterAsync(string name)
    {
        Name = $"{name}-{Guid.NewGuid().ToString("N")[..8]}";
        var registration = new { user = new { username = Name, email = Email, password = Password } };
        var answer = await SendAsync(HttpMethod.Post, "/api/users", registration, HttpStatusCode.Created);
        SignIn(answer);
        return this;
    }

    public async Task<JsonElement> LoginAsync(string email, string password)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/users/login", new { user = new { email, password } });
        SignIn(answer);
        return answer;
    }

    /// <summary>Publishes an article and returns its slug.</summary>
    public Task<string> PublishAsync(string title, params string[] tags) =>
        PublishArticleAsync(new { title, description = $"about {title}", body = $"# {title}\n\nThe body.", tagList = tags });

    /// <summary>Publishes an article with exactly these fields and returns its slug.</summary>
    public async Task<string> PublishArticleAsync(object article)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/articles", new { article }, HttpStatusCode.Created);
        return answer.GetProperty("article").GetProperty("slug").GetString()!;
    }

    public async Task<JsonElement> FavoriteAsync(string slug) =>
        (await SendAsync(HttpMethod.Post, $"/api/articles/{slug}/favorite")).GetProperty("article");

    /// <summary>The newest articles, as the list returns them.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string query = "") =>
        [.. (await GetAsync($"/api/articles{query}")).GetProperty("articles").EnumerateArray()];

    public Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Get, path, null, expected);

    public async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{method} {path} gave {(int)response.StatusCode} instead of {(int)expected}: {text}");
        return text is "" ? default : JsonDocument.Parse(text).RootElement;
    }

    private void SignIn(JsonElement answer) => Token = answer.GetProperty("user").GetProperty("token").GetString();
}
