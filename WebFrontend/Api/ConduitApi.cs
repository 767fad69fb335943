using System.Globalization;
using Conduit.WebFrontend.Account;

namespace Conduit.WebFrontend.Api;

/// <summary>What the pages ask of the API, in the visitor's name.</summary>
internal sealed class ConduitApi(ApiClient client, Session session)
{
    public async Task<ApiResult<User>> SignInAsync(Credentials credentials)
    {
        var content = JsonContent.Create(new(credentials), ContractJson.Default.UserBodyCredentials);
        var result = await client.SendAsync(HttpMethod.Post, "api/users/login", null, ContractJson.Default.UserBodyUser, content);
        return result.Map(body => body.User);
    }

    public async Task<ApiResult<User>> RegisterAsync(Registration registration)
    {
        var content = JsonContent.Create(new(registration), ContractJson.Default.UserBodyRegistration);
        var result = await client.SendAsync(HttpMethod.Post, "api/users", null, ContractJson.Default.UserBodyUser, content);
        return result.Map(body => body.User);
    }

    public Task<ApiResult<ArticleList>> ListArticlesAsync(int limit, long offset)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"api/articles?limit={limit}&offset={offset}");
        return client.SendAsync(HttpMethod.Get, path, session.Token, ContractJson.Default.ArticleList);
    }

    public Task<ApiResult<Article>> GetArticleAsync(string slug) => ArticleAsync(HttpMethod.Get, PathOf(slug));

    public Task<ApiResult<Article>> CreateArticleAsync(ArticleDraft draft) =>
        ArticleAsync(HttpMethod.Post, "api/articles", JsonContent.Create(new(draft), ContractJson.Default.ArticleBodyArticleDraft));

    public Task<ApiResult<Article>> FavoriteAsync(string slug) => ArticleAsync(HttpMethod.Post, $"{PathOf(slug)}/favorite");

    public Task<ApiResult<Article>> UnfavoriteAsync(string slug) => ArticleAsync(HttpMethod.Delete, $"{PathOf(slug)}/favorite");

    private async Task<ApiResult<Article>> ArticleAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        var result = await client.SendAsync(method, path, session.Token, ContractJson.Default.ArticleBodyArticle, content);
        return result.Map(body => body.Article);
    }

    private static string PathOf(string slug) => $"api/articles/{Uri.EscapeDataString(slug)}";
}
