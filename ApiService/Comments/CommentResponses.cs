using Conduit.ApiService.Contract;
using Conduit.ApiService.Profiles;
using Conduit.Data.Ids;

namespace Conduit.ApiService.Comments;

internal sealed record NewCommentRequest(NewComment? Comment) : IValidated
{
    private const int MaxBodyBytes = 10 * 1024;

    public void Validate(Validation validation) => validation.RequireText("body", Comment?.Body, MaxBodyBytes);
}

internal sealed record NewComment(string? Body);

internal sealed record CommentResponse(CommentBody Comment);

internal sealed record CommentsResponse(IEnumerable<CommentBody> Comments);

internal sealed record CommentBody(long Id, DateTime CreatedAt, DateTime UpdatedAt, string Body, ProfileBody Author)
{
    // A comment is never changed.
    public static CommentBody Of(CommentRow row, ProfileBody author) =>
        new(row.Id, ConduitId.Time(row.Id), ConduitId.Time(row.Id), row.Body, author);
}
