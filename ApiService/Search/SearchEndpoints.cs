using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Limits;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Search;

internal static class SearchEndpoints
{
    private const int MaxText = 200;

    public static void MapSearch(this RouteGroupBuilder api) =>
        api.MapGet("/search", SearchAsync)
            .WithTags("Articles")
            .WithName("SearchArticles")
            .WithSummary("Articles that have all words of a text in title, description or body, the best first; \"a phrase\", or, -without")
            .MayBePartial()
            .RequireRateLimiting(RateLimits.ExpensiveReads)
            .ProducesErrors(401, 422);

    private static async Task<Results<Ok<ArticlesResponse>, Error>> SearchAsync(
        [AsParameters] PageQuery query, string? q, Caller? caller, HttpContext http, Shards shards, CancellationToken cancellationToken)
    {
        var check = new Validation();
        var page = query.Read(check);
        var text = check.Line("q", q, MaxText);
        if (check.Error is { } error) return error;

        var found = await shards.FindPageAsync(
            () => FindBestAsync(shards, text, page, cancellationToken), caller.IdOrAnonymous(), cancellationToken);
        http.SetMissingShards(found.Missing);
        return TypedResults.Ok(new ArticlesResponse(found.Articles.Select(ListedArticle.Of), found.Total));
    }

    private static async Task<ArticleIdPage> FindBestAsync(Shards shards, string text, Page page, CancellationToken cancellationToken)
    {
        var found = await shards.QueryAllAsync(SearchQueries.Best(text, page.Offset + page.Limit), cancellationToken);
        var ids = found.Answers
            .SelectMany(hits => hits.Best)
            .OrderByDescending(hit => hit.Rank)
            .ThenByDescending(hit => hit.Id)
            .Skip(page.Offset)
            .Take(page.Limit)
            .Select(hit => hit.Id);
        return new([.. ids], found.Answers.Sum(hits => hits.Total), found.Missing);
    }
}
