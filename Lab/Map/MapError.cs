using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Map;

/// <summary>An error in the form of the API.</summary>
internal sealed record MapError(IReadOnlyDictionary<string, string[]> Errors)
{
    public static JsonHttpResult<MapError> Of(int status, string subject, string reason) =>
        TypedResults.Json(new MapError(new Dictionary<string, string[]> { [subject] = [reason] }), statusCode: status);
}
