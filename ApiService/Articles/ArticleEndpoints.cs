using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.Data.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Articles;

internal static class ArticleEndpoints
{
    public static void MapArticles(this RouteGroupBuilder api)
    {
        var articles = api.MapGroup("").WithTags("Articles");
        articles.MapGet("/articles", ListAsync).WithSummary("The newest articles").CacheList();
        articles.MapGet("/articles/{slug}", GetAsync).WithSummary("An article");
        articles.MapPost("/articles", CreateAsync).WithSummary("Publish an article").RequireAuthorization();
    }

    private static async Task<Results<Ok<ArticlesResponse>, Error>> ListAsync(
        [AsParameters] PageQuery query, Caller? caller, [AsParameters] ArticleServices services, CancellationToken cancel)
    {
        var check = new Validation();
        var page = query.Read(check);
        if (check.Error is { } error) return error;

        return TypedResults.Ok(await ArticleLists.NewestAsync(services.Shards, page, caller?.Id ?? Caller.Nobody, cancel));
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> GetAsync(string slug, Caller? caller, [AsParameters] ArticleServices services, CancellationToken cancel) =>
        Slug.TryReadId(slug, out var id) && services.Shards.Find(id) is { } shard
        && await shard.Read().FindArticleAsync(id, caller?.Id ?? Caller.Nobody, cancel) is { } article
            ? TypedResults.Ok(ArticleResponse.Of(article))
            : Error.ArticleNotFound;

    private static async Task<Results<Created<ArticleResponse>, Error>> CreateAsync(
        NewArticleRequest request, Caller caller, [AsParameters] ArticleServices services)
    {
        var check = new Validation();
        var title = check.Title(request.Article?.Title);
        var description = check.Description(request.Article?.Description);
        var body = check.Body(request.Article?.Body);
        var tags = check.TagList(request.Article?.TagList);
        if (check.Error is { } error) return error;

        var shard = services.Shards.Of(caller.Id);
        var article = await services.Lists.ChangeAsync(cancel => shard.PublishAsync(caller, title, description, body, tags, cancel));
        var response = ArticleResponse.Of(article);
        return TypedResults.Created($"/api/articles/{Uri.EscapeDataString(response.Article.Slug)}", response);
    }
}
