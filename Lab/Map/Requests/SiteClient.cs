using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;
using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Requests;

/// <summary>A client of the site with an account and an article of its own, which it creates when it needs them.</summary>
internal sealed class SiteClient(SystemModel model) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseCookies = false })
    {
        BaseAddress = model.Parts.FirstOrDefault(part => part.IsEntry)?.Address,
        Timeout = Timeout,
    };

    private readonly SemaphoreSlim _setUp = new(1);
    private Account? _account;
    private string? _tag;
    private bool _isFavorite;

    /// <summary>Creates the account and the article.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => SetUpAsync(cancellationToken);

    /// <summary>Does it once.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="parent">The value of the header <c>traceparent</c>.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<UserActionResult> DoAsync(UserAction action, string parent, CancellationToken cancellationToken)
    {
        var account = await SetUpAsync(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        try
        {
            // Only a new favourite enqueues a job, so the former one is removed before the time counts.
            if (action == UserAction.Favorite && _isFavorite) await RemoveFavoriteAsync(account, cancellationToken);
            start = Stopwatch.GetTimestamp();
            var (status, isStale) = await ActAsync(action, account, parent, cancellationToken);
            return new(status, Stopwatch.GetElapsedTime(start).TotalMilliseconds, isStale);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException
            && !cancellationToken.IsCancellationRequested)
        {
            return new(0, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    /// <summary>Sends a GET request to a path of the site, with the account's token when the path belongs to the API.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, string parent, CancellationToken cancellationToken)
    {
        var account = await SetUpAsync(cancellationToken);
        using var request = New("GET", path, path.StartsWith("/api", StringComparison.Ordinal) ? account : null, parent);
        return await _http.SendAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _setUp.Dispose();
    }

    private async Task<(int Status, bool? IsStale)> ActAsync(
        UserAction action, Account account, string parent, CancellationToken cancellationToken)
    {
        if (action == UserAction.OwnComment) return await CommentAsync(account, parent, cancellationToken);
        using var request = action.Name switch
        {
            "home" => New("GET", "/", null, parent),
            "list" or "list-again" => New("GET", "/api/articles", null, parent),
            "article" => New("GET", account.Article, account, parent),
            _ => New("POST", $"{account.Article}/favorite", account, parent),
        };
        if (action == UserAction.Favorite) _isFavorite = true;
        if (action == UserAction.ListAgain && _tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", _tag);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (action == UserAction.ListAgain) _tag = response.Headers.ETag?.ToString() ?? _tag;
        return ((int)response.StatusCode, null);
    }

    private async Task RemoveFavoriteAsync(Account account, CancellationToken cancellationToken)
    {
        using var request = New("DELETE", $"{account.Article}/favorite", account, TraceParent.NotSampled());
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task<(int Status, bool? IsStale)> CommentAsync(Account account, string parent, CancellationToken cancellationToken)
    {
        var text = $"A comment of the lab, {RandomNumberGenerator.GetHexString(8)}.";
        using var write = New("POST", $"{account.Article}/comments", account, parent, Scenarios.NewComment(text));
        using var written = await _http.SendAsync(write, cancellationToken);
        if (!written.IsSuccessStatusCode) return ((int)written.StatusCode, null);

        using var read = New("GET", $"{account.Article}/comments", account, parent);
        using var comments = await _http.SendAsync(read, cancellationToken);
        var body = await comments.Content.ReadAsStringAsync(cancellationToken);
        return ((int)comments.StatusCode, comments.IsSuccessStatusCode ? !body.Contains(text, StringComparison.Ordinal) : null);
    }

    private static HttpRequestMessage New(string method, string path, Account? account, string parent, string? json = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null) request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        if (account is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Token", account.Token);
        request.Headers.TryAddWithoutValidation(TraceParent.Header, parent);
        return request;
    }

    private async Task<Account> SetUpAsync(CancellationToken cancellationToken)
    {
        await _setUp.WaitAsync(cancellationToken);
        try
        {
            return _account ??= await RegisterAsync(cancellationToken);
        }
        finally
        {
            _setUp.Release();
        }
    }

    private async Task<Account> RegisterAsync(CancellationToken cancellationToken)
    {
        // Another user's article: nobody is notified of their own favourites.
        var author = await RegisterUserAsync(cancellationToken);
        var article = await PostAsync("/api/articles", author, Scenarios.NewArticle("An article of the lab", "lab"), cancellationToken);
        var account = await RegisterUserAsync(cancellationToken);
        return account with { Article = $"/api/articles/{article.GetProperty("article").GetProperty("slug").GetString()}" };
    }

    private async Task<Account> RegisterUserAsync(CancellationToken cancellationToken)
    {
        var name = $"lab-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var user = new { username = name, email = $"{name}@lab.example", password = RandomNumberGenerator.GetHexString(32) };
        var registered = await PostAsync("/api/users", null, JsonSerializer.Serialize(new { user }), cancellationToken);
        return new(registered.GetProperty("user").GetProperty("token").GetString()!, "");
    }

    private async Task<JsonElement> PostAsync(string path, Account? account, string json, CancellationToken cancellationToken)
    {
        using var request = New("POST", path, account, TraceParent.NotSampled(), json);
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    private sealed record Account(string Token, string Article);
}
