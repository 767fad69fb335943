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
            .WithSummary("The newest articles of the authors whom the caller follows")
            .RequireAuthorization()
            .MayBePartial()
            .RequireRateLimiting(RateLimits.ExpensiveReads)
            .ProducesErrors(401, 422);

    private static async Task<Results<Ok<ArticlesResponse>, Error>> FeedAsync(
        [AsParameters] PageQuery query, Caller caller, HttpContext http, FeedReads feeds, CancellationToken cancellationToken)
    {
        var check = new Validation();
        var page = query.Read(check);
        if (check.Error is { } error) return error;

        var found = await feeds.FindAsync(page, caller.Id, cancellationToken);
        http.SetMissingShards(found.Missing);
        return TypedResults.Ok(new ArticlesResponse(found.Articles.Select(ListedArticle.Of), found.Total));
    }
}
