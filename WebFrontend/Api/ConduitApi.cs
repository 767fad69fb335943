using System.Globalization;
using Conduit.WebFrontend.Sessions;

namespace Conduit.WebFrontend.Api;

/// <summary>The API as the pages use it, on behalf of the visitor.</summary>
internal sealed class ConduitApi(ApiClient client, Session session)
{
    private static ContractJson Json => ContractJson.Default;

    public Task<ApiResult<User>> SignInAsync(Credentials credentials) =>
        UserAsync(HttpMethod.Post, "api/users/login", token: null, JsonContent.Create(new(credentials), Json.UserBodyCredentials));

    public Task<ApiResult<User>> RegisterAsync(Registration registration, string? key) =>
        UserAsync(HttpMethod.Post, "api/users", token: null, JsonContent.Create(new(registration), Json.UserBodyRegistration), key);

    public async Task<ApiResult<SessionList>> GetSessionsAsync() =>
        await client.SendAsync(HttpMethod.Get, "api/user/sessions", session.Token, Json.SessionList);

    public Task<ApiResult<Done>> EndSessionAsync(string id) =>
        client.SendAsync(HttpMethod.Delete, $"api/user/sessions/{Uri.EscapeDataString(id)}", session.Token, Json.Done);

    public Task<ApiResult<Done>> EndAllSessionsAsync() =>
        client.SendAsync(HttpMethod.Delete, "api/user/sessions", session.Token, Json.Done);

    public Task<ApiResult<Done>> SignOutAsync() => client.SendAsync(HttpMethod.Delete, "api/user/session", session.Token, Json.Done);

    public Task<ApiResult<User>> GetUserAsync() => UserAsync(HttpMethod.Get, "api/user", session.Token);

    public Task<ApiResult<User>> ChangeUserAsync(Change change) =>
        UserAsync(HttpMethod.Put, "api/user", session.Token, JsonContent.Create(new(change), Json.UserBodyChange));

    public Task<ApiResult<User>> ChangeImageAsync(string? image) =>
        UserAsync(HttpMethod.Put, "api/user", session.Token, JsonContent.Create(new(new(image)), Json.UserBodyImageChange));

    /// <summary>Lists articles, newest first. The filter is <c>tag=…</c>, <c>author=…</c>, <c>favorited=…</c>, or empty.</summary>
    public Task<ApiResult<ArticleList>> ListArticlesAsync(int limit, long offset, string filter = "") =>
        ListAsync($"api/articles?{filter}&", limit, offset);

    /// <summary>
    /// The newest articles as an anonymous visitor sees them, so that every visitor's request has the same cached response.
    /// </summary>
    public Task<ApiResult<ArticleList>> ListNewestAsync(int limit) =>
        client.SendAsync(
            HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/articles?limit={limit}"), token: null, Json.ArticleList);

    public Task<ApiResult<ArticleList>> FeedAsync(int limit, long offset) => ListAsync("api/articles/feed?", limit, offset);

    public Task<ApiResult<ArticleList>> SearchAsync(string text, int limit, long offset) =>
        ListAsync($"api/search?q={Uri.EscapeDataString(text)}&", limit, offset);

    /// <summary>The most popular tags, which are the same for every visitor.</summary>
    public Task<ApiResult<TagNames>> GetTagsAsync() => client.SendAsync(HttpMethod.Get, "api/tags", token: null, Json.TagNames);

    public Task<ApiResult<Article>> GetArticleAsync(string slug) => ArticleAsync(HttpMethod.Get, PathOf(slug));

    public Task<ApiResult<Article>> CreateArticleAsync(ArticleDraft draft, string? key) =>
        ArticleAsync(HttpMethod.Post, "api/articles", JsonContent.Create(new(draft), Json.ArticleBodyArticleDraft), key);

    public Task<ApiResult<Article>> ChangeArticleAsync(string slug, ArticleDraft draft) =>
        ArticleAsync(HttpMethod.Put, PathOf(slug), JsonContent.Create(new(draft), Json.ArticleBodyArticleDraft));

    public Task<ApiResult<Done>> DeleteArticleAsync(string slug) =>
        client.SendAsync(HttpMethod.Delete, PathOf(slug), session.Token, Json.Done);

    public Task<ApiResult<Article>> FavoriteAsync(string slug) => ArticleAsync(HttpMethod.Post, $"{PathOf(slug)}/favorite");

    public Task<ApiResult<Article>> UnfavoriteAsync(string slug) => ArticleAsync(HttpMethod.Delete, $"{PathOf(slug)}/favorite");

    public Task<ApiResult<CommentList>> GetCommentsAsync(string slug, int limit, int offset) => client.SendAsync(
        HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{PathOf(slug)}/comments?limit={limit}&offset={offset}"),
            session.Token, Json.CommentList);

    public Task<ApiResult<CommentBody<Comment>>> AddCommentAsync(string slug, string? body, string? key) =>
        client.SendAsync(
            HttpMethod.Post,
            $"{PathOf(slug)}/comments",
            session.Token,
            Json.CommentBodyComment,
            JsonContent.Create(new(new(body)), Json.CommentBodyCommentDraft),
            key);

    public Task<ApiResult<Done>> DeleteCommentAsync(string slug, long id) =>
        client.SendAsync(
            HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"{PathOf(slug)}/comments/{id}"), session.Token, Json.Done);

    public Task<ApiResult<Profile>> GetProfileAsync(string username) => ProfileAsync(HttpMethod.Get, ProfilePathOf(username));

    public Task<ApiResult<Profile>> FollowAsync(string username) => ProfileAsync(HttpMethod.Post, $"{ProfilePathOf(username)}/follow");

    public Task<ApiResult<Profile>> UnfollowAsync(string username) => ProfileAsync(HttpMethod.Delete, $"{ProfilePathOf(username)}/follow");

    public Task<ApiResult<NotificationList>> GetNotificationsAsync(int limit, long offset) => client.SendAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"api/notifications?limit={limit}&offset={offset}"),
        session.Token,
        Json.NotificationList);

    public Task<ApiResult<UnreadCount>> ReadNotificationsAsync(long upTo) =>
        client.SendAsync(
            HttpMethod.Post,
            string.Create(CultureInfo.InvariantCulture, $"api/notifications/read?upTo={upTo}"),
            session.Token,
            Json.UnreadCount);

    private Task<ApiResult<ArticleList>> ListAsync(string path, int limit, long offset) =>
        client.SendAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"{path}limit={limit}&offset={offset}"),
            session.Token,
            Json.ArticleList);

    private async Task<ApiResult<User>> UserAsync(
        HttpMethod method, string path, string? token, HttpContent? content = null, string? key = null) =>
        (await client.SendAsync(method, path, token, Json.UserBodyUser, content, key)).Map(body => body.User);

    private async Task<ApiResult<Article>> ArticleAsync(HttpMethod method, string path, HttpContent? content = null, string? key = null) =>
        (await client.SendAsync(method, path, session.Token, Json.ArticleBodyArticle, content, key)).Map(body => body.Article);

    private async Task<ApiResult<Profile>> ProfileAsync(HttpMethod method, string path) =>
        (await client.SendAsync(method, path, session.Token, Json.ProfileBody)).Map(body => body.Profile);

    private static string PathOf(string slug) => $"api/articles/{Uri.EscapeDataString(slug)}";

    private static string ProfilePathOf(string username) => $"api/profiles/{Uri.EscapeDataString(username)}";
}
