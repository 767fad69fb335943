using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Sends a request to another server when the chosen one is gone: any request that never reached it, and a safe one that did.
/// So a server that dies is not noticed, even before a health check has seen it.
/// </summary>
internal sealed partial class AnotherServer(RequestDelegate next, ILogger<AnotherServer> logger)
{
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
            context.Response.Clear();

            await next(context);
        }
    }

    private static bool MayRepeat(HttpContext context)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return false;

        var failure = context.Features.Get<IForwarderErrorFeature>();
        if (failure is not { Error: ForwarderError.Request }) return false;

        var neverArrived = failure.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
        return neverArrived || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Server} is gone: {Method} {Path} goes to another one")]
    private static partial void LogGone(ILogger logger, string server, string method, string path);
}
