using System.Net.Mime;
using Conduit.Edge.Balancing;
using Conduit.Edge.Caching;
using Conduit.Edge.Requests;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge;

/// <summary>The responses of the edge when no server responds: the contract's error for programs, a small page for browsers.</summary>
internal static partial class ErrorResponses
{
    public static void UseErrorResponses(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);

        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure || context.RequestAborted.IsCancellationRequested) return;

        LogFailure(app.Logger, context.Request.Method, context.Request.Path, failure.Error, failure.Exception?.Message);
        if (context.Response.HasStarted) return;
        // Discards the beginning of a server's response.
        context.Features.Get<CacheCaptureStream>()?.Reset();
        var status = failure.IsUndelivered() ? StatusCodes.Status503ServiceUnavailable : context.Response.StatusCode;
        context.Response.Clear();
        await WriteAsync(context, status);
    });

    /// <summary>Responds that the request was too large, or cannot be served now.</summary>
    public static Task WriteAsync(HttpContext context, int status)
    {
        var response = context.Response;
        var tooLarge = status == StatusCodes.Status413PayloadTooLarge;
        var tooMany = status == StatusCodes.Status429TooManyRequests;
        var tooSlow = status == StatusCodes.Status408RequestTimeout;
        response.StatusCode = status;
        if (!tooLarge) response.Headers.RetryAfter = "1";
        response.Headers.CacheControl = "no-store";

        if (context.Request.IsForProgram())
        {
            if (tooLarge) response.StatusCode = StatusCodes.Status422UnprocessableEntity; // the contract's status for every invalid value
            response.ContentType = $"{MediaTypeNames.Application.Json}; charset=utf-8";
            // As in the API's responses; otherwise a script of another site could not read the reason.
            response.Headers.AccessControlAllowOrigin = "*";
            response.Headers.AccessControlExposeHeaders = HeaderNames.RetryAfter;
            return response.WriteAsync(tooLarge ? """{"errors":{"body":["is too large"]}}"""
                : tooMany ? """{"errors":{"request":["too many requests"]}}"""
                : tooSlow ? """{"errors":{"body":["took too long to arrive"]}}"""
                : """{"errors":{"server":["is not available, please try again"]}}""");
        }

        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        return response.WriteAsync(tooLarge ? Page("The request is too large", "The request exceeds the size limit.")
            : tooMany ? Page("Too many requests", "Too many requests were sent. Wait a moment, then try again.")
            : tooSlow ? Page("The upload took too long", "The connection was too slow. Please try again.")
            : Page("Conduit is not available at the moment", "The server did not respond. Please try again."));
    }

    private static string Page(string title, string text) => $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>{title}</title>
        <h1>{title}</h1>
        <p>{text}</p>
        <p><a href="">Try again</a></p>
        </html>
        """;

    [LoggerMessage(1, LogLevel.Warning, "{Method} {Path} got no complete response from a server: {Error} {Reason}")]
    private static partial void LogFailure(ILogger logger, string method, string path, ForwarderError error, string? reason);
}
