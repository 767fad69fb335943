using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.ApiService.Comments;

/// <summary>
/// Selects a page of an article's comments. The RealWorld contract has no paging here, so without parameters a client gets the largest
/// page.
/// </summary>
internal sealed record CommentPageQuery(
    [FromQuery(Name = "limit"),
        Integer(Description = CommentPageQuery.LimitDescription, Minimum = 1, Default = CommentPageQuery.MaxLimit)] string? Limit,
    [FromQuery(Name = "offset"), Integer(Description = PageQuery.OffsetDescription, Default = 0)] string? Offset)
    : IValidated
{
    private const int MaxLimit = 200;
    private const string LimitDescription = "The number of comments to return, at most 200.";

    public Page Page { get; private set; }

    public void Validate(Validation validation) => Page = PageQuery.Read(validation, Limit, Offset, MaxLimit, MaxLimit);
}
