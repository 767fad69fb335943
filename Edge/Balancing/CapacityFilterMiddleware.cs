using Conduit.Edge.Requests;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Balancing;

/// <summary>Removes servers at their concurrency limit from the candidates, unless all are, independent of the policy.</summary>
internal sealed class CapacityFilterMiddleware(RequestDelegate next, DestinationStatisticsTable statistics)
{
    public Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var servers = proxy.AvailableDestinations;
        if (servers.Count < 2) return next(context);
        var isSignIn = context.Request.IsSignIn();
        var full = 0;
        for (var index = 0; index < servers.Count; index++)
            if (IsFull(servers[index], isSignIn)) full++;
        if (full > 0 && full < servers.Count) proxy.AvailableDestinations = [.. servers.Where(server => !IsFull(server, isSignIn))];
        return next(context);
    }

    private bool IsFull(DestinationState server, bool isSignIn) => statistics.Of(server).IsFull(isSignIn);
}
