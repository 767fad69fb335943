using Conduit.ApiService.Contract;
using Conduit.Data.Caching;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Conduit.ApiService.Caching;

/// <summary>Stores anonymous responses for <see cref="ResponseCacheMiddleware"/>. Concurrent misses are coalesced.</summary>
internal sealed class ResponseCacheFillMiddleware(
    RequestDelegate next, ResponseCache cache, PeerKey peerKey, IOptionsMonitor<CachingOptions> caching)
{
    private readonly SingleFlight _flights = new();

    public Task InvokeAsync(HttpContext context)
    {
        var isCachedWhole = context.GetEndpoint()?.Metadata.GetMetadata<FullResponseCacheMetadata>() is not null;
        if (!HttpMethods.IsGet(context.Request.Method) || !isCachedWhole) return next(context);
        if (caching.CurrentValue.Output && !context.Request.Headers.ContainsKey(HeaderNames.Authorization))
            return FillAndSendAsync(context);

        CacheMetrics.CountLookup(Tier.Output, CacheOutcome.Bypass, context.GetEndpoint().Name());
        return next(context);
    }

    private async Task FillAndSendAsync(HttpContext context)
    {
        var key = ResponseCacheMiddleware.Key(context);
        var isSent = false;
        var response = await _flights.RunAsync(
            key,
            () => new(cache.FindValid(key)),
            async flight =>
            {
                isSent = true;
                await FillAsync(context, key, flight);
                return (CachedResponse?)null;
            },
            context.RequestAborted);
        if (!isSent) await ResponseCacheMiddleware.SendAsync(context, response!, peerKey);
    }

    private async Task FillAsync(HttpContext context, string key, IDisposable? flight)
    {
        var purges = cache.Purges;
        var outcome = cache.Find(key).Response is null ? CacheOutcome.Miss : CacheOutcome.Invalid;
        CacheMetrics.CountLookup(Tier.Output, outcome, context.GetEndpoint().Name());
        // A 304 cannot be stored, so this middleware evaluates the condition and the rest of the pipeline does not see it.
        var ifNoneMatch = context.Request.Headers.IfNoneMatch;
        context.Request.Headers.IfNoneMatch = default;
        using var body = new MemoryStream();
        await context.BufferResponseAsync(body, next);

        var response = context.Response;
        var contentType = response.ContentType;
        var isNotModified = response.StatusCode == StatusCodes.Status200OK && ifNoneMatch.Include(response.Headers.ETag.ToString());
        var dependencies = FindDependencies(context);
        if (isNotModified) response.SetNotModified();

        // Some headers are set when the response starts.
        await response.StartAsync(context.RequestAborted);
        if (dependencies is { Count: > 0 })
        {
            IHeaderDictionary headers = new HeaderDictionary(response.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            headers.ContentType = contentType;
            cache.Store(key, new CachedResponse(headers, body.ToArray(), dependencies) { Endpoint = context.GetEndpoint() }, purges);
        }

        // The requests that wait for this response must not wait until this client has received it.
        flight?.Dispose();
        if (!isNotModified) await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }

    // Null for a response that must not be stored. An interrupted response may be incomplete.
    private static IReadOnlyList<Dependency>? FindDependencies(HttpContext context)
    {
        var response = context.Response;
        var isCacheable = response.StatusCode == StatusCodes.Status200OK
            && !response.Headers.ContainsKey(Partial.Header)
            && response.Headers.SetCookie.Count == 0
            && !context.RequestAborted.IsCancellationRequested;
        return isCacheable ? context.Features.Get<DependencyTracker>()?.Dependencies : null;
    }
}
