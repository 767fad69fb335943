using Conduit.Lab.Map.Lessons;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Map;

/// <summary>An error in the form of the API.</summary>
internal sealed record MapError(IReadOnlyDictionary<string, string[]> Errors)
{
    /// <summary>Refuses what would change the figures of a lesson that runs.</summary>
    public static JsonHttpResult<MapError> During(Lesson lesson) => Of(
        StatusCodes.Status409Conflict, "lesson", $"a lesson runs ({lesson.Title}): wait for its end, or stop it on its page");

    public static JsonHttpResult<MapError> Of(int status, string subject, string reason) =>
        TypedResults.Json(new MapError(new Dictionary<string, string[]> { [subject] = [reason] }), statusCode: status);
}
