using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace Conduit.Lab.Map;

/// <summary>Turns exceptions into errors in the form of the API: bad requests, an AppHost that does not answer, and bugs.</summary>
internal sealed partial class LabExceptionHandler(ILogger<LabExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested) return true;
        var (status, subject, reason) = Describe(exception);
        if (status == StatusCodes.Status500InternalServerError) LogBug(log, exception);
        await new MapError(status, subject, reason).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>The error that an exception becomes.</summary>
    internal static (int Status, string Subject, string Reason) Describe(Exception exception) => exception switch
    {
        BadHttpRequestException bad => (bad.StatusCode, "request", bad.Message),
        InvalidDataException broken => (StatusCodes.Status400BadRequest, "form", broken.Message),
        OperationCanceledException => (StatusCodes.Status504GatewayTimeout, "apphost", "does not answer in time"),
        HttpRequestException or IOException or JsonException =>
            (StatusCodes.Status502BadGateway, "apphost", $"does not answer: {exception.Message}"),
        _ => (StatusCodes.Status500InternalServerError, "server", "has failed"),
    };

    [LoggerMessage(LogLevel.Error, "A request failed with an unexpected exception; it gets 500.")]
    private static partial void LogBug(ILogger logger, Exception exception);
}
