using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Map;

/// <summary>An error: a page for browsers, JSON as that of the API for scripts.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Subject">What is wrong, such as the name of a field.</param>
/// <param name="Reason">What is wrong about it.</param>
internal sealed record MapError(int Status, string Subject, string Reason) : IResult
{
    /// <summary>Refuses what would change the figures of a lesson that runs.</summary>
    public static MapError During(Lesson lesson) => new(
        StatusCodes.Status409Conflict, "lesson", $"a lesson runs ({lesson.Title}): wait for its end, or stop it on its page");

    public Task ExecuteAsync(HttpContext httpContext) => MapReply.IsPage(httpContext.Request)
        ? new RazorComponentResult<ErrorPage>(new { Subject, Reason }) { StatusCode = Status }.ExecuteAsync(httpContext)
        : TypedResults.Json(new { errors = new Dictionary<string, string[]> { [Subject] = [Reason] } }, statusCode: Status)
            .ExecuteAsync(httpContext);
}
