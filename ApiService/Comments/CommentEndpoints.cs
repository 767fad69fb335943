using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.ApiService.Profiles;
using Conduit.Data;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Comments;

internal static class CommentEndpoints
{
    private const int MaxBodyBytes = 10 * 1024;

    public static void MapComments(this RouteGroupBuilder api)
    {
        var comments = api.MapGroup("/articles/{slug}/comments").WithTags("Comments");
        comments.MapGet("", ListAsync)
            .WithName("GetArticleComments")
            .WithSummary("An article's comments, newest first")
            .CachesResponses("limit", "offset")
            .MayBePartial()
            .HasTotalCount()
            .ProducesErrors(401, 404, 422);
        comments.MapPost("", AddAsync)
            .WithName("CreateArticleComment")
            .WithSummary("Comment on an article")
            .RequireAuthorization()
            .TakesKey()
            .RequireQuota("comments", limits => limits.CommentsPerHour)
            .ProducesErrors(401, 404, 422);
        comments.MapDelete("/{id}", DeleteAsync)
            .WithName("DeleteArticleComment")
            .WithSummary("Delete a comment")
            .RequireAuthorization()
            .ProducesErrors(401, 403, 404, 422);
    }

    private static async Task<Results<Ok<CommentsResponse>, Error>> ListAsync(
        string slug,
        [AsParameters] CommentPageQuery query,
        Caller? caller,
        HttpContext http,
        [AsParameters] CommentServices services,
        CancellationToken cancellationToken)
    {
        var check = new Validation();
        var page = query.Read(check);
        if (check.Error is { } error) return error;
        if (!Slug.TryReadId(slug, out var article) || services.Databases.Shards.Find(article) is not { } shard
            || await shard.ReadAsync(CommentQueries.OfArticle(article, page, caller.IdOrAnonymous()), cancellationToken)
                is not var (comments, total))
        {
            return Error.ArticleNotFound;
        }

        var otherShards = comments.Where(found => found.Author is null).Select(found => found.Comment.AuthorId);
        var (authors, missing) = await services.Databases.FindProfilesAsync(otherShards, caller.IdOrAnonymous(), cancellationToken);
        http.SetMissingShards(missing);
        http.SetTotalCount(total);
        var bodies = comments.Select(found => CommentBody.Of(found.Comment, found.Author ?? authors[found.Comment.AuthorId]));
        return TypedResults.Ok(new CommentsResponse(bodies));
    }

    private static async Task<Results<Created<CommentResponse>, Error>> AddAsync(
        string slug, NewCommentRequest request, Caller caller, HttpContext http, [AsParameters] CommentServices services)
    {
        var check = new Validation();
        var body = check.Text("body", request.Comment?.Body, MaxBodyBytes);
        var key = services.Keys.Read(http, caller.Id, request, check);
        if (check.Error is { } error) return error;
        if (!Slug.TryReadId(slug, out var article) || services.Databases.Shards.Find(article) is not { } shard)
            return Error.ArticleNotFound;

        var added = await key.ExecuteOnceAsync(
            shard.Database,
            () => shard.WriteAsync(CommentQueries.Add(article, caller.Id, body, key)),
            CommentQueries.ById);
        if (added.Error is { } used) return used;
        if (added.Value is not { } comment) return Error.ArticleNotFound;
        services.Notifier.Ring(shard.Database.Primary);
        var author = new ProfileBody(caller.Username, caller.Bio, caller.Image, Following: false);
        return TypedResults.Created(
            $"/api/articles/{Uri.EscapeDataString(slug)}/comments/{comment.Id}",
            new CommentResponse(CommentBody.Of(comment, author)));
    }

    private static async Task<Results<NoContent, Error>> DeleteAsync(
        string slug, [Integer] string id, Caller caller, [AsParameters] CommentServices services)
    {
        if (!Slug.TryReadId(slug, out var article) || services.Databases.Shards.Find(article) is not { } shard)
            return Error.ArticleNotFound;
        // Text that is not a number becomes 0, which is not the id of a comment.
        _ = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var comment);

        var deleted = await shard.WriteAsync(CommentQueries.Delete(article, comment, caller.Id));
        return deleted switch
        {
            { ArticleExists: false } => Error.ArticleNotFound,
            { Author: null } => Error.CommentNotFound,
            { Author: var author } when author != caller.Id => Error.CommentForbidden,
            _ => TypedResults.NoContent(),
        };
    }
}

internal sealed record CommentServices(Databases Databases, JobNotifier Notifier, RequestKeys Keys);
