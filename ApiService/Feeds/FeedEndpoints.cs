using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Feeds;

internal static class FeedEndpoints
{
    public static void MapFeeds(this RouteGroupBuilder api) =>
        api.MapGet("/articles/feed", FeedAsync)
            .WithTags("Articles")
            .WithName("GetArticlesFeed")
            .WithSummary("List the newest articles of followed authors")
            .RequireAuthorization()
            .MayBePartial()
            .RequireRateLimiting(RateLimits.ExpensiveReads)
            .ProducesErrors(401, 422);

    private static async Task<Ok<ArticlesResponse>> FeedAsync(
        [AsParameters] PageQuery query, Caller caller, HttpContext http, FeedReads feeds, CancellationToken cancellationToken)
    {
        var found = await feeds.FindAsync(query.Page, caller.Id, cancellationToken);
        http.SetMissingShards(found.Missing);
        return TypedResults.Ok(new ArticlesResponse(found.Articles.Select(ListedArticle.Of), found.Total));
    }
}
