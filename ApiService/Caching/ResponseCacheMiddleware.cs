using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Serves valid anonymous responses from this server's memory: the first level of the output cache, whose second is Redis. It comes before
/// everything else, so a hit costs little more than an endpoint that does nothing. Like hits at the edge, hits count towards no rate limit.
/// </summary>
internal sealed class ResponseCacheMiddleware(
    RequestDelegate next, ResponseCache cache, PeerKey peerKey, IOptionsMonitor<CachingOptions> caching)
{
    private static readonly string Timing = ServerTiming.Of(Tier.Output, hits: 1, reads: 0);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return next(context);
        if (!caching.CurrentValue.Output || request.Headers.ContainsKey(HeaderNames.Authorization)) return next(context);
        return cache.FindValid(Key(context)) is { } response ? SendAsync(context, response, peerKey) : next(context);
    }

    /// <summary>The target as the client sent it: two spellings of one address are two entries, which is harmless.</summary>
    public static string Key(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    public static Task SendAsync(HttpContext context, CachedResponse response, PeerKey peerKey)
    {
        // Traces and metrics name the route.
        context.SetEndpoint(response.Endpoint);
        CacheMetrics.CountLookup(Tier.Output, CacheOutcome.Hit, response.Endpoint.Name());
        CacheMetrics.SetTier(context, Tier.Output);
        response.WriteHeaders(context.Response, Surrogate.ShouldSendDependencies(context.Request, peerKey));
        context.Response.Headers[ServerTiming.Header] = Timing;
        return response.SendAsync(context, context.Request.Headers.IfNoneMatch);
    }
}
