using Conduit.Edge.Caching;
using Conduit.Edge.Requests;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Sends a request to another server when the chosen one is gone: any request that never reached it, and one that did when it is safe to repeat and nothing of its answer has
/// gone out. So a server that dies is not noticed, even before a health check has seen it.
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
            var gone = proxy.ProxiedDestination!;
            LogGone(logger, gone.DestinationId, context.Request.Method, context.Request.Path);

            servers = [.. servers.Where(server => server != gone)];
            proxy.AvailableDestinations = servers;
            proxy.ProxiedDestination = null;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Features.Get<AnswerCapture>()?.Forget();
            context.Response.Clear();
            RequestBufferingMiddleware.Rewind(context.Request);

            await next(context);
        }
    }

    private static bool MayRepeat(HttpContext context)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return false;
        return context.Features.Get<IForwarderErrorFeature>() is { } failure && (failure.NeverArrived() || (failure.WentAway() && IsSafe(context.Request)));
    }

    // What bears a key, the API carries out once.
    private static bool IsSafe(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || (HttpMethods.IsPost(request.Method) && request.IsForApi() && request.Headers.ContainsKey(IdempotencyKey));

    [LoggerMessage(1, LogLevel.Warning, "{Server} is gone: {Method} {Path} goes to another one")]
    private static partial void LogGone(ILogger logger, string server, string method, string path);
}
