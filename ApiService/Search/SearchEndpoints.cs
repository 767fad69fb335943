using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Limits;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Search;

internal static class SearchEndpoints
{
    public static void MapSearch(this RouteGroupBuilder api) =>
        api.MapGet("/search", SearchAsync)
            .WithTags("Articles")
            .WithName("SearchArticles")
            .WithSummary("Search articles by the words of title, description and body, best matches first: \"a phrase\", or, -excluded")
            .MayBePartial()
            .RequireRateLimiting(RateLimits.ExpensiveReads)
            .ProducesErrors(401, 422);

    private static async Task<Ok<ArticlesResponse>> SearchAsync(
        [AsParameters] SearchQuery query, Caller? caller, HttpContext http, Shards shards, CancellationToken cancellationToken)
    {
        var found = await shards.FindPageAsync(
            () => FindBestAsync(shards, query.Q!, query.Page, cancellationToken), caller.IdOrAnonymous(), cancellationToken);
        http.SetMissingShards(found.Missing);
        return TypedResults.Ok(new ArticlesResponse(found.Articles.Select(ListedArticle.Of), found.Total));
    }

    private static async Task<ArticleIdPage> FindBestAsync(Shards shards, string text, Page page, CancellationToken cancellationToken)
    {
        var found = await shards.QueryAllAsync(SearchQueries.Best(text, page.Offset + page.Limit), cancellationToken);
        var ids = found.Answers
            .SelectMany(matches => matches.Best)
            .OrderByDescending(match => match.Rank)
            .ThenByDescending(match => match.Id)
            .Skip(page.Offset)
            .Take(page.Limit)
            .Select(match => match.Id);
        return new([.. ids], found.Answers.Sum(matches => matches.Total), found.Missing);
    }
}
