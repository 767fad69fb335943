using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.ApiService.Profiles;
using Conduit.Data;
using Conduit.Data.Idempotency;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Comments;

internal static class CommentEndpoints
{
    public static void MapComments(this RouteGroupBuilder api)
    {
        var comments = api.MapGroup("/articles/{slug}/comments").WithTags("Comments").ProducesErrors(401, 404, 422);
        comments.MapGet("", ListAsync)
            .WithName("GetArticleComments")
            .WithSummary("List the comments of an article, newest first")
            .CachesResponses("limit", "offset")
            .MayBePartial()
            .HasTotalCount();

        var writes = comments.MapGroup("").RequireAuthorization();
        writes.MapPost("", AddAsync)
            .WithName("CreateArticleComment")
            .WithSummary("Comment on an article")
            .AcceptsIdempotencyKey()
            .RequireQuota("comments", limits => limits.CommentsPerHour);
        writes.MapDelete("/{id}", DeleteAsync)
            .WithName("DeleteArticleComment")
            .WithSummary("Delete a comment")
            .ProducesErrors(403);
    }

    private static async Task<Results<Ok<CommentsResponse>, Error>> ListAsync(
        string slug,
        [AsParameters] CommentPageQuery query,
        Caller? caller,
        HttpContext http,
        Databases databases,
        CancellationToken cancellationToken)
    {
        if (databases.Shards.Find(slug) is not var (shard, article)
            || await shard.ReadAsync(CommentQueries.OfArticle(article, query.Page, caller.IdOrAnonymous()), cancellationToken)
                is not var (comments, total))
        {
            return Error.ArticleNotFound;
        }

        var otherShards = comments.Where(found => found.Author is null).Select(found => found.Comment.AuthorId);
        var (authors, missing) = await databases.FindProfilesAsync(otherShards, caller.IdOrAnonymous(), cancellationToken);
        http.SetMissingShards(missing);
        http.SetTotalCount(total);
        var bodies = comments.Select(found => CommentBody.Of(found.Comment, found.Author ?? authors[found.Comment.AuthorId]));
        return TypedResults.Ok(new CommentsResponse(bodies));
    }

    private static async Task<Results<Created<CommentResponse>, Error>> AddAsync(
        string slug, NewCommentRequest request, Caller caller, HttpContext http, Shards shards)
    {
        if (shards.Find(slug) is not var (shard, article)) return Error.ArticleNotFound;
        var added = await shard.Database.WriteOnceAsync(
            CommentQueries.Add(article, caller.Id, request.Comment!.Body!, http.IdempotencyKey()), CommentQueries.ById);
        return added.ToResponse(
            comment => TypedResults.Created(
                $"/api/articles/{Uri.EscapeDataString(slug)}/comments/{comment.Id}",
                new CommentResponse(CommentBody.Of(comment, ProfileBody.Of(caller)))),
            Error.ArticleNotFound);
    }

    private static async Task<Results<NoContent, Error>> DeleteAsync(string slug, [Integer] string id, Caller caller, Shards shards)
    {
        if (shards.Find(slug) is not var (shard, article)) return Error.ArticleNotFound;
        // Text that is not a number becomes 0, which is not the id of a comment.
        _ = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var comment);
        return await shard.WriteAsync(CommentQueries.Delete(article, comment, caller.Id)) switch
        {
            { ArticleExists: false } => Error.ArticleNotFound,
            { Author: null } => Error.CommentNotFound,
            { Author: var author } when author != caller.Id => Error.CommentForbidden,
            _ => TypedResults.NoContent(),
        };
    }
}
