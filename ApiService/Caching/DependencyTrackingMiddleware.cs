using Conduit.ApiService.Contract;
using Conduit.Data.Caching;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Net.Http.Headers;

namespace Conduit.ApiService.Caching;

/// <summary>Collects what a response depends on, and writes the headers by which clients and caches learn of it.</summary>
internal sealed class DependencyTrackingMiddleware(RequestDelegate next, PeerKey peerKey)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>() is not { } endpoint) return next(context);
        RequestRedisBudget.Begin();
        // The response of a stream does not end.
        if (context.GetEndpoint()?.Metadata.GetMetadata<Streamed>() is not null) return next(context);
        var tracker = HttpMethods.IsGet(context.Request.Method) ? DependencyTracker.Begin(endpoint.EndpointName) : null;
        // An AsyncLocal value does not flow back to outer middleware: the tracker is read from the request's features there.
        context.Features.Set(tracker);
        context.Response.OnStarting(() =>
        {
            WriteHeaders(context, tracker);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void WriteHeaders(HttpContext context, DependencyTracker? tracker)
    {
        var headers = context.Response.Headers;
        var isCacheable = tracker is not null && context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified;
        var isPersonal = context.Request.Headers.ContainsKey(HeaderNames.Authorization);
        headers.CacheControl = isCacheable ? (isPersonal ? CacheHeaders.Personal : CacheHeaders.Anonymous) : CacheHeaders.NotCacheable;
        headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        if (tracker?.From is { } tier)
        {
            headers[ServerTiming.Header] = ServerTiming.Of(tier, tracker.Hits, tracker.Reads);
            CacheMetrics.SetTier(context, tier);
        }

        if (isCacheable && !isPersonal && !headers.ContainsKey(Partial.Header) && Surrogate.ShouldSendDependencies(context.Request, peerKey)
            && tracker!.Dependencies is { } dependencies && Surrogate.Key(dependencies) is { } key)
        {
            headers[Surrogate.KeyHeader] = key;
            headers[Surrogate.VersionsHeader] = Surrogate.FormatVersions(dependencies);
        }
    }
}
