using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Articles;

internal static class ArticleEndpoints
{
    public static void MapArticles(this RouteGroupBuilder api)
    {
        var articles = api.MapGroup("").WithTags("Articles");
        articles.MapGet("/articles/{slug}", GetAsync)
            .WithName("GetArticle")
            .WithSummary("An article")
            .CachesResponses()
            .ProducesErrors(401, 404, 422);
        articles.MapPost("/articles", CreateAsync)
            .WithName("CreateArticle")
            .WithSummary("Publish an article")
            .RequireAuthorization()
            .TakesKey()
            .RequireQuota("articles", limits => limits.ArticlesPerHour)
            .ProducesErrors(401, 422);
        articles.MapPut("/articles/{slug}", UpdateAsync)
            .WithName("UpdateArticle")
            .WithSummary("Change an article")
            .RequireAuthorization()
            .ProducesErrors(401, 403, 404, 422);
        articles.MapDelete("/articles/{slug}", DeleteAsync)
            .WithName("DeleteArticle")
            .WithSummary("Delete an article")
            .RequireAuthorization()
            .ProducesErrors(401, 403, 404, 422);
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> GetAsync(
        string slug, Caller? caller, [AsParameters] ArticleServices services, CancellationToken cancellationToken) =>
        Slug.TryReadId(slug, out var id) && services.Shards.Find(id) is { } shard
        && await FindAsync(shard, id, caller.IdOrAnonymous(), cancellationToken) is { } article
            ? TypedResults.Ok(ArticleResponse.Of(article))
            : Error.ArticleNotFound;

    // With a cache, the article comes from the entry that all callers share, and only the caller's own flags are read separately.
    private static async Task<ArticleRow?> FindAsync(Shard shard, long id, long caller, CancellationToken cancellationToken)
    {
        if (caller == Caller.Anonymous || !shard.Database.HasCache)
            return await shard.ReadAsync(ArticleQueries.ById(id, caller), cancellationToken);
        var flags = shard.ReadAsync(Flags.Of([id], caller), cancellationToken);
        var article = await shard.ReadAsync(ArticleQueries.ById(id, Caller.Anonymous), cancellationToken);
        return article?.With((await flags).SingleOrDefault());
    }

    private static async Task<Results<Created<ArticleResponse>, Error>> CreateAsync(
        NewArticleRequest request, Caller caller, HttpContext http, [AsParameters] ArticleServices services)
    {
        var check = new Validation();
        var article = new NewArticle(
            check.Title(request.Article?.Title),
            check.Description(request.Article?.Description),
            check.Body(request.Article?.Body),
            request.Article?.TagList);
        var tags = check.TagList(article.TagList);
        var key = services.Keys.Read(http, caller.Id, request, check);
        if (check.Error is { } error) return error;

        var shard = services.Shards.Of(caller.Id);
        var published = await key.ExecuteOnceAsync(
            shard.Database,
            () => shard.WriteAsync(ArticleWrites.Publish(caller, article, tags, key)),
            id => ArticleQueries.ById(id, caller.Id));
        if (published.Error is { } used) return used;
        if (published.Value is not { } row) return Error.ArticleNotFound;
        services.Notifier.Ring(shard.Database.Primary);
        var response = ArticleResponse.Of(row);
        return TypedResults.Created($"/api/articles/{Uri.EscapeDataString(response.Article.Slug)}", response);
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> UpdateAsync(
        string slug, UpdateArticleRequest request, Caller caller, [AsParameters] ArticleServices services)
    {
        var check = new Validation();
        var (article, tags) = Read(request, check);
        if (check.Error is { } error) return error;
        if (!Slug.TryReadId(slug, out var id) || services.Shards.Find(id) is not { } shard) return Error.ArticleNotFound;

        var change = await shard.WriteAsync(ArticleWrites.Update(id, caller.Id, article, tags));
        if (Refusal(change, caller) is { } refusal) return refusal;
        return TypedResults.Ok(ArticleResponse.Of(change.Article!));
    }

    private static async Task<Results<NoContent, Error>> DeleteAsync(string slug, Caller caller, [AsParameters] ArticleServices services)
    {
        if (!Slug.TryReadId(slug, out var id) || services.Shards.Find(id) is not { } shard) return Error.ArticleNotFound;

        var change = await shard.WriteAsync(ArticleWrites.Delete(id, caller.Id));
        if (Refusal(change, caller) is { } refusal) return refusal;
        services.Notifier.Ring(shard.Database.Primary);
        return TypedResults.NoContent();
    }

    private static Error? Refusal(ArticleChange change, Caller caller) =>
        change.Author is not { } author ? Error.ArticleNotFound
        : author != caller.Id ? Error.ArticleForbidden
        : null;

    private static (UpdateArticle Article, string[]? Tags) Read(UpdateArticleRequest request, Validation check)
    {
        if (request.Article is not { } article)
        {
            check.Refuse("article", Validation.Blank);
            return (new UpdateArticle(), null);
        }

        if (article.HasTitle) check.Title(article.Title);
        if (article.HasDescription) check.Description(article.Description);
        if (article.HasBody) check.Body(article.Body);
        if (article is { HasTagList: true, TagList: null }) check.Refuse("tagList", Validation.Blank);
        return (article, article.HasTagList ? check.TagList(article.TagList) : null);
    }
}
