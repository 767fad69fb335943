using System.Text.Json;
using Conduit.ApiService.Security;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace Conduit.ApiService.Contract;

/// <summary>Turns exceptions into the contract's errors: bad requests, unavailable databases, and bugs.</summary>
internal sealed partial class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested) return true;
        await ToError(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private Error ToError(HttpContext context, Exception exception)
    {
        if (exception is BadHttpRequestException bad) return OfRequest(bad);
        if (exception is InvalidOperationException && HasUnknownCharset(context.Request))
            return Error.Invalid("body", "is in a charset that is not known");
        // The service that reads the shard map logs a missing shard once, so requests do not.
        if (exception is ShardNotConfiguredException) return Unavailable(context);
        if (exception is PasswordQueueFullException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Error.TooManyRequests;
        }

        if (IsUnavailable(exception))
        {
            LogUnavailable(exception.GetBaseException().Message);
            return Unavailable(context);
        }

        LogBug(exception);
        return new Error(StatusCodes.Status500InternalServerError, "server", "has failed");
    }

    private static Error Unavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return new Error(StatusCodes.Status503ServiceUnavailable, "database", "is not available");
    }

    private static Error OfRequest(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => Error.Invalid("body", "is too large"),
        // The JSON reader throws an inner JsonException for invalid JSON. Otherwise the JSON is valid, but a value does not fit its field.
        { InnerException: JsonException { InnerException: JsonException } } => Error.Invalid("body", "is not valid JSON"),
        { InnerException: JsonException json } => Error.Invalid(FieldOf(json.Path), "is invalid"),
        _ => Error.Invalid("body", "is invalid"),
    };

    // ReadFromJsonAsync throws an InvalidOperationException for an unknown charset, though the client sent it.
    private static bool HasUnknownCharset(HttpRequest request)
    {
        try
        {
            return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && type.Encoding is null;
        }
        catch (NotSupportedException)
        {
            // .NET knows UTF-7 but refuses it as insecure.
            return true;
        }
    }

    // The path $.article.tagList[1] belongs to the field tagList.
    private static string FieldOf(string? path)
    {
        var field = path?.Split('.').LastOrDefault()?.Split('[')[0];
        return field is null or "" or "$" ? "body" : field;
    }

    private static bool IsUnavailable(Exception? exception) => exception switch
    {
        null => false,
        ShardMapUnknownException or TimeoutException => true,
        // The server shuts down, starts up, has no connection left, has no database yet, or has just been demoted to a replica.
        PostgresException postgres => postgres.SqlState
            is PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException => true,
        _ => IsUnavailable(exception.InnerException),
    };

    [LoggerMessage(LogLevel.Warning, "A database is unavailable; the request gets 503: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Error, "A request failed with an unexpected exception; it gets 500.")]
    private partial void LogBug(Exception exception);
}
