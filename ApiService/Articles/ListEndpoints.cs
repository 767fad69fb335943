using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Limits;
using Conduit.ApiService.Users;
using Conduit.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Articles;

internal static class ListEndpoints
{
    private const int MaxTags = 100;

    public static void MapLists(this RouteGroupBuilder api)
    {
        api.MapGet("/articles", ListAsync)
            .WithTags("Articles")
            .WithName("GetArticles")
            .WithSummary("List the newest articles: all, or those with a tag, by an author or among a user's favourites")
            .CachesResponses("limit", "offset", "tag", "author", "favorited")
            .MayBePartial()
            .RequireRateLimiting(RateLimits.ExpensiveReads)
            .ProducesErrors(401, 422);
        api.MapGet("/tags", TagsAsync)
            .WithTags("Tags")
            .WithName("GetTags")
            .WithSummary("List the most popular tags")
            .CachesResponses()
            .MayBePartial()
            .ProducesErrors(401, 422);
    }

    private static async Task<Ok<ArticlesResponse>> ListAsync(
        [AsParameters] PageQuery query,
        string? tag,
        string? author,
        string? favorited,
        Caller? caller,
        HttpContext http,
        Databases databases,
        CancellationToken cancellationToken)
    {
        var authors = FindAsync(author, databases, cancellationToken);
        var readers = FindAsync(favorited, databases, cancellationToken);
        await Task.WhenAll(authors, readers);
        // No user has the name, or no article can have the tag: the list is empty.
        if ((author is not null && await authors is null)
            || (favorited is not null && await readers is null)
            || (tag is not null && !ArticleRules.CanBeTag(tag)))
        {
            return TypedResults.Ok(new ArticlesResponse([], 0));
        }

        var filter = new ListFilter(tag, (await authors)?.Id, (await readers)?.Id);
        var found = await databases.FindAsync(filter, query.Page, caller.IdOrAnonymous(), cancellationToken);
        http.SetMissingShards(found.Missing);
        return TypedResults.Ok(new ArticlesResponse(found.Articles.Select(ListedArticle.Of), found.Total));
    }

    private static async Task<Ok<TagsResponse>> TagsAsync(
        HttpContext http, Databases databases, CancellationToken cancellationToken)
    {
        var popular = await databases.Shards.QueryAllAsync(ArticleQueries.PopularTags(MaxTags), cancellationToken);
        http.SetMissingShards(popular.Missing);
        var tags = popular.Answers
            .SelectMany(tags => tags)
            .GroupBy(
                tag => tag.Tag,
                (tag, rows) => (Tag: tag, Articles: rows.Sum(row => row.Articles), Newest: rows.Max(row => row.Newest)))
            .OrderByDescending(tag => tag.Articles)
            .ThenByDescending(tag => tag.Newest)
            .Take(MaxTags)
            .Select(tag => tag.Tag);
        return TypedResults.Ok(new TagsResponse(tags));
    }

    private static async Task<AccountRow?> FindAsync(string? name, Databases databases, CancellationToken cancellationToken) =>
        name is not null && UserRules.CanBeUsername(name)
            ? await databases.Accounts.ReadAsync(AccountQueries.ByName(name), cancellationToken)
            : null;
}

internal sealed record TagsResponse(IEnumerable<string> Tags);
