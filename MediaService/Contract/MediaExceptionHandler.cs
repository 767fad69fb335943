using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Conduit.MediaService.Contract;

/// <summary>Turns exceptions into the contract's errors: bad requests, unavailable database or storage, and bugs.</summary>
internal sealed partial class MediaExceptionHandler(ILogger<MediaExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested) return true;
        await ToError(exception).ExecuteAsync(httpContext);
        return true;
    }

    private Error ToError(Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Error.Invalid("file", "is too large");
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return new Error(StatusCodes.Status408RequestTimeout, "body", "arrives too slowly");
            case BadHttpRequestException or JsonException or InvalidDataException:
                return Error.Invalid("body", "is invalid");
            case OperationCanceledException:
                return new Error(StatusCodes.Status408RequestTimeout, "body", "arrives too slowly");
            case NpgsqlException or TimeoutException:
                LogUnavailable("The database", exception.GetBaseException().Message);
                return Error.Unavailable("database", "is not available");
            case RequestFailedException or AggregateException { InnerException: RequestFailedException } or HttpRequestException:
                LogUnavailable("The object storage", exception.GetBaseException().Message);
                return Error.Unavailable("storage", "is not available");
            default:
                LogBug(exception);
                return new Error(StatusCodes.Status500InternalServerError, "server", "has failed");
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What} is unavailable; the request gets 503: {Reason}")]
    private partial void LogUnavailable(string what, string reason);

    [LoggerMessage(LogLevel.Error, "A request failed with an unexpected exception; it gets 500.")]
    private partial void LogBug(Exception exception);
}
