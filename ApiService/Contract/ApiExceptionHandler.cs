using System.Text.Json;
using Conduit.ApiService.Users;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace Conduit.ApiService.Contract;

/// <summary>Turns what was thrown into the contract's form: bad requests, databases that are away, and bugs.</summary>
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
        if (exception is InvalidOperationException && HasUnknownCharset(context.Request)) return Error.Invalid("body", "is in a charset that is not known");
        // The log has one line for the shard, which the reader of the map writes.
        if (exception is ShardNotConfiguredException) return Unavailable(context);
        if (exception is PasswordQueueFullException)
        {
            context.Response.Headers.RetryAfter = "1";
            return Error.TooManyRequests;
        }

        if (IsAway(exception))
        {
            LogAway(exception.GetBaseException().Message);
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
        // Thrown by the reader itself: this is no JSON. Else it is JSON, and a value of it is not what its field takes.
        { InnerException: JsonException { InnerException: JsonException } } => Error.Invalid("body", "is not valid JSON"),
        { InnerException: JsonException json } => Error.Invalid(FieldOf(json.Path), "is invalid"),
        _ => Error.Invalid("body", "is invalid"),
    };

    // The reader of JSON takes it for a bug.
    private static bool HasUnknownCharset(HttpRequest request)
    {
        try
        {
            return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && type.Encoding is null;
        }
        catch (NotSupportedException)
        {
            // UTF-7 is known, and not wanted.
            return true;
        }
    }

    // $.article.tagList[1] is about the field tagList.
    private static string FieldOf(string? path)
    {
        var field = path?.Split('.').LastOrDefault()?.Split('[')[0];
        return field is null or "" or "$" ? "body" : field;
    }

    private static bool IsAway(Exception? exception) => exception switch
    {
        null => false,
        ShardMapUnknownException or TimeoutException => true,
        // A server that shuts down, starts up, has no place left or no database yet, or was a primary until just now.
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException => true,
        _ => IsAway(exception.InnerException),
    };

    [LoggerMessage(LogLevel.Warning, "A database is away: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Error, "A request failed")]
    private partial void LogBug(Exception exception);
}
