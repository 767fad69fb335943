namespace Conduit.MediaService.Contract;

/// <summary>The form of every error: messages by field.</summary>
internal sealed record ErrorBody(IReadOnlyDictionary<string, string[]> Errors);

/// <summary>An error in the form of the RealWorld contract: a status, and a message of a field.</summary>
internal sealed class Error(int status, string field, string message) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    public static Error TokenMissing { get; } = new(StatusCodes.Status401Unauthorized, "token", "is missing");

    public static Error TokenInvalid { get; } = new(StatusCodes.Status401Unauthorized, "token", "is invalid");

    public static Error NotFound { get; } = new(StatusCodes.Status404NotFound, "media", "not found");

    public static Error Forbidden { get; } = new(StatusCodes.Status403Forbidden, "media", "forbidden");

    public static Error TooManyRequests { get; } = new(StatusCodes.Status429TooManyRequests, "request", "too many requests");

    public static Error Invalid(string field, string message) => new(StatusCodes.Status422UnprocessableEntity, field, message);

    /// <summary>A failure that is over soon: the client may repeat the request.</summary>
    public static Error Unavailable(string field, string message) => new(StatusCodes.Status503ServiceUnavailable, field, message);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        // An error may pass: no cache may keep it in place of a picture.
        response.Headers.CacheControl = "no-store";
        var isTransient = status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests;
        if (isTransient && response.Headers.RetryAfter.Count == 0) response.Headers.RetryAfter = "1";
        var body = new ErrorBody(new Dictionary<string, string[]> { [field] = [message] });
        return response.WriteAsJsonAsync(body, httpContext.RequestAborted);
    }
}

internal static class Failures
{
    private static readonly string[] Json = ["application/json"];

    /// <summary>Declares error statuses of an endpoint.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        endpoint.WithMetadata([.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(ErrorBody), Json))]);
}
