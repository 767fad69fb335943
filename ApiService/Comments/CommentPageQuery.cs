using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.ApiService.Comments;

/// <summary>
/// Selects a page of an article's comments. The RealWorld contract has no paging here, so without parameters a client gets the largest
/// page.
/// </summary>
internal sealed record CommentPageQuery(
    [FromQuery(Name = "limit"),
        Integer(Description = "How many to give, never more than 200.", Minimum = 1, Default = CommentPageQuery.MaxLimit)] string? Limit,
    [FromQuery(Name = "offset"), Integer(Description = "How many to pass over first, at most 100,000.", Default = 0)] string? Offset)
{
    private const int MaxLimit = 200;

    public Page Read(Validation check) => PageQuery.Read(check, Limit, Offset, MaxLimit, MaxLimit);
}
