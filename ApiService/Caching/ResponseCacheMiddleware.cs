using Conduit.ApiService.Contract;
using Conduit.Data.Caching;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Serves valid anonymous responses from this server's memory: the first level of the output cache, whose second is Redis. It comes before
/// authentication, so a hit costs little more than an endpoint that does nothing. Concurrent misses are coalesced.
/// </summary>
internal sealed class ResponseCacheMiddleware(RequestDelegate next, ResponseCache cache, PeerKey peers, IOptionsMonitor<CachingOptions> caching)
{
    private static readonly string HitTiming = ServerTiming.Of(Tier.Output, hits: 1, reads: 0);

    private readonly SingleFlight _flights = new();

    public Task InvokeAsync(HttpContext context)
    {
        if (Key(context) is not { } key) return next(context);
        if (!caching.CurrentValue.Output || context.Request.Headers.ContainsKey(HeaderNames.Authorization))
        {
            CacheMetrics.CountLookup(Tier.Output, CacheOutcome.Bypass, Kind(context));
            return next(context);
        }

        var (cached, isValid) = cache.Find(key);
        CacheMetrics.CountLookup(Tier.Output, isValid ? CacheOutcome.Hit : cached is null ? CacheOutcome.Miss : CacheOutcome.Invalid, Kind(context));
        return isValid ? SendHitAsync(context, cached!) : FillAndSendAsync(context, key);
    }

    // The target as the client sent it: two spellings of one address are two entries, which is harmless.
    private static string? Key(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<CachedWhole>() is not null
            ? context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget
            : null;

    private static string Kind(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "";

    private Task SendHitAsync(HttpContext context, CachedResponse response)
    {
        response.WriteHeaders(context.Response, peers.WantsDependencies(context.Request));
        var headers = context.Response.Headers;
        headers.CacheControl = CacheHeaders.Anonymous;
        headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        headers[ServerTiming.Header] = HitTiming;
        context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag(ServerTiming.TierAttribute, Tier.Output.Name());
        return response.SendAsync(context, context.Request.Headers.IfNoneMatch);
    }

    private async Task FillAndSendAsync(HttpContext context, string key)
    {
        var isSent = false;
        var response = await _flights.RunAsync(
            key,
            () => new(cache.FindValid(key)),
            async _ =>
            {
                isSent = true;
                await FillAsync(context, key);
                return (CachedResponse?)null;
            },
            context.RequestAborted);
        if (!isSent) await SendHitAsync(context, response!);
    }

    // The response is stored before it is sent: those who wait for it do not wait for this client.
    private async Task FillAsync(HttpContext context, string key)
    {
        var purges = cache.Purges;
        // A 304 could not be stored, so the condition is checked here and not further inside.
        var ifNoneMatch = context.Request.Headers.IfNoneMatch;
        context.Request.Headers.IfNoneMatch = default;
        using var body = new MemoryStream();
        await context.BufferResponseAsync(body, next);
        var whole = body.GetBuffer().AsMemory(0, (int)body.Length);
        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status200OK)
        {
            if (FindDependencies(context) is { Count: > 0 } dependencies)
                cache.Store(key, new CachedResponse(response.Headers, whole.ToArray(), dependencies), purges);
            if (ifNoneMatch.Include(response.Headers.ETag.ToString()))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                response.ContentLength = null;
                return;
            }
        }

        await response.Body.WriteAsync(whole, context.RequestAborted);
    }

    // Null for a response that must not be stored. One that was interrupted may be incomplete.
    private static IReadOnlyList<Dependency>? FindDependencies(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (headers.ContainsKey(Partial.Header) || headers.SetCookie.Count > 0 || context.RequestAborted.IsCancellationRequested) return null;
        return context.Features.Get<DependencyTracker>()?.Dependencies;
    }
}
