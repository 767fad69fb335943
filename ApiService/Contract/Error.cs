namespace Conduit.ApiService.Contract;

/// <summary>An error in the contract's form: a status, and messages by field.</summary>
internal sealed class Error(int status, IReadOnlyDictionary<string, string[]> errors) : IResult, IStatusCodeHttpResult
{
    public Error(int status, string field, string message)
        : this(status, new Dictionary<string, string[]> { [field] = [message] })
    {
    }

    public int? StatusCode => status;

    public static Error TokenMissing { get; } = new(StatusCodes.Status401Unauthorized, "token", "is missing");

    public static Error TokenInvalid { get; } = new(StatusCodes.Status401Unauthorized, "token", "is invalid");

    public static Error CredentialsInvalid { get; } = new(StatusCodes.Status401Unauthorized, "credentials", "invalid");

    public static Error ArticleNotFound { get; } = new(StatusCodes.Status404NotFound, "article", "not found");

    public static Error ArticleForbidden { get; } = new(StatusCodes.Status403Forbidden, "article", "forbidden");

    public static Error ProfileNotFound { get; } = new(StatusCodes.Status404NotFound, "profile", "not found");

    public static Error CommentNotFound { get; } = new(StatusCodes.Status404NotFound, "comment", "not found");

    public static Error CommentForbidden { get; } = new(StatusCodes.Status403Forbidden, "comment", "forbidden");

    public static Error SessionNotFound { get; } = new(StatusCodes.Status404NotFound, "session", "not found");

    public static Error TooManyRequests { get; } = new(StatusCodes.Status429TooManyRequests, "request", "too many requests");

    public static Error Invalid(string field, string message) => new(StatusCodes.Status422UnprocessableEntity, field, message);

    public static Error Taken(IEnumerable<string> fields) =>
        new(StatusCodes.Status409Conflict, fields.ToDictionary(field => field, _ => (string[])["has already been taken"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteAsJsonAsync(new ErrorBody(errors), httpContext.RequestAborted);
    }
}
