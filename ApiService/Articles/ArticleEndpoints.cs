using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.Data.Idempotency;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Articles;

internal static class ArticleEndpoints
{
    public static void MapArticles(this RouteGroupBuilder api)
    {
        var articles = api.MapGroup("/articles").WithTags("Articles").ProducesErrors(401, 422);
        articles.MapGet("/{slug}", GetAsync)
            .WithName("GetArticle")
            .WithSummary("Get an article")
            .CachesResponses()
            .ProducesErrors(404);

        var writes = articles.MapGroup("").RequireAuthorization();
        writes.MapPost("", CreateAsync)
            .WithName("CreateArticle")
            .WithSummary("Publish an article")
            .AcceptsIdempotencyKey()
            .RequireQuota("articles", limits => limits.ArticlesPerHour);
        writes.MapPut("/{slug}", UpdateAsync)
            .WithName("UpdateArticle")
            .WithSummary("Update an article")
            .ProducesErrors(403, 404);
        writes.MapDelete("/{slug}", DeleteAsync)
            .WithName("DeleteArticle")
            .WithSummary("Delete an article")
            .ProducesErrors(403, 404);
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> GetAsync(
        string slug, Caller? caller, Shards shards, CancellationToken cancellationToken) =>
        shards.Find(slug) is var (shard, id) && await FindAsync(shard, id, caller.IdOrAnonymous(), cancellationToken) is { } article
            ? TypedResults.Ok(ArticleResponse.Of(article))
            : Error.ArticleNotFound;

    // With a cache, the article comes from the entry that all callers share, and only the caller's own flags are read separately.
    private static async Task<ArticleRow?> FindAsync(Shard shard, long id, long caller, CancellationToken cancellationToken)
    {
        if (caller == Caller.Anonymous || !shard.Database.HasCache)
            return await shard.ReadAsync(ArticleQueries.ById(id, caller), cancellationToken);
        var flags = shard.ReadAsync(CallerFlags.Of([id], caller), cancellationToken);
        var article = await shard.ReadAsync(ArticleQueries.ById(id, Caller.Anonymous), cancellationToken);
        // Without flags the article was deleted meanwhile.
        return await flags is [var own] ? article?.With(own) : null;
    }

    private static async Task<Results<Created<ArticleResponse>, Error>> CreateAsync(
        NewArticleRequest request, Caller caller, HttpContext http, Shards shards)
    {
        var published = await shards.Of(caller.Id).Database.WriteOnceAsync(
            ArticleWrites.Publish(caller, request.Article!, http.IdempotencyKey()), id => ArticleQueries.ById(id, caller.Id));
        return published.ToResponse(
            row => TypedResults.Created($"/api/articles/{Uri.EscapeDataString(row.Slug)}", ArticleResponse.Of(row)), Error.ArticleNotFound);
    }

    private static async Task<Results<Ok<ArticleResponse>, Error>> UpdateAsync(
        string slug, UpdateArticleRequest request, Caller caller, Shards shards)
    {
        if (shards.Find(slug) is not var (shard, id)) return Error.ArticleNotFound;
        var change = await shard.WriteAsync(ArticleWrites.Update(id, caller.Id, request.Article!));
        return ErrorOf(change, caller) is { } error ? error : TypedResults.Ok(ArticleResponse.Of(change.Article!));
    }

    private static async Task<Results<NoContent, Error>> DeleteAsync(string slug, Caller caller, Shards shards)
    {
        if (shards.Find(slug) is not var (shard, id)) return Error.ArticleNotFound;
        var change = await shard.WriteAsync(ArticleWrites.Delete(id, caller.Id));
        return ErrorOf(change, caller) is { } error ? error : TypedResults.NoContent();
    }

    private static Error? ErrorOf(ArticleChange change, Caller caller) =>
        change.Author is not { } author ? Error.ArticleNotFound
        : author != caller.Id ? Error.ArticleForbidden
        : null;
}
