using Conduit.Edge.Caching;
using Conduit.Edge.Requests;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Sends a request to another server when the chosen one fails: any request that never reached the server, and one that did if it is safe
/// to repeat and no part of the response was sent. So clients do not notice a failed server, even before a health check detects it.
/// An upload is never sent again: the edge does not have its body.
/// </summary>
internal sealed partial class FailoverMiddleware(RequestDelegate next, ILogger<FailoverMiddleware> logger)
{
    private const string IdempotencyKey = "Idempotency-Key";

    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var servers = proxy.AvailableDestinations;

        await next(context);

        while (servers.Count > 1 && MayRepeat(context))
        {
            var failed = proxy.ProxiedDestination!;
            LogFailover(logger, failed.DestinationId, context.Request.Method, context.Request.Path);

            servers = [.. servers.Where(server => server != failed)];
            proxy.AvailableDestinations = servers;
            proxy.ProxiedDestination = null;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Features.Get<CacheCaptureStream>()?.Reset();
            context.Response.Clear();
            RequestBufferingMiddleware.Rewind(context.Request);

            await next(context);
        }
    }

    private static bool MayRepeat(HttpContext context)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || context.Request.IsUpload()) return false;
        return context.Features.Get<IForwarderErrorFeature>() is { } failure
            && (failure.IsUndelivered() || (failure.IsServerLost() && IsSafe(context.Request)));
    }

    // The API executes a request with an idempotency key only once.
    private static bool IsSafe(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || (HttpMethods.IsPost(request.Method) && request.IsForApi() && request.Headers.ContainsKey(IdempotencyKey));

    [LoggerMessage(1, LogLevel.Warning, "{Server} failed; retrying {Method} {Path} on another server")]
    private static partial void LogFailover(ILogger logger, string server, string method, string path);
}
