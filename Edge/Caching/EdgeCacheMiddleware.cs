using Conduit.Edge.Requests;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Caching;

/// <summary>
/// Serves valid anonymous responses from memory and passes everything else on. While no server is available, it may serve a stale page,
/// with a header that says so.
/// </summary>
internal sealed class EdgeCacheMiddleware(
    RequestDelegate next, EdgeCaches caches, CacheRules rules, CdnPurgeService cdn, PeerKey peerKey, IOptionsMonitor<EdgeOptions> options)
{
    private readonly SingleFlight _flights = new();

    public Task InvokeAsync(HttpContext context)
    {
        var edge = options.CurrentValue;
        var conditions = ConditionalRequest.Of(
            context.Request, peerKey.IsSentBy(context.Request), isCdnInFront: edge.Cdn.MaxAge > TimeSpan.Zero);
        var encoding = ContentEncodings.Preferred(context.Request);
        if (edge.Cache && CacheKey.Of(context.Request, edge.PersonalCookies, encoding) is { } key)
        {
            return caches.Of(context.Request).FindValid(key) is { } response
                ? SendHitAsync(context, conditions, response)
                : FillAndSendAsync(context, conditions, key, encoding);
        }

        return PassOnAsync(context, conditions, CacheOutcome.Bypass);
    }

    private Task SendHitAsync(HttpContext context, ConditionalRequest conditions, CachedResponse response)
    {
        Count(context, CacheOutcome.Hit);
        CacheMetrics.SetTier(context, Tier.Edge);
        context.Response.Headers[EdgeHeaders.ServerTiming] = Tier.Edge.Name();
        return SendAsync(context, conditions, response, CacheOutcome.Hit);
    }

    private async Task FillAndSendAsync(HttpContext context, ConditionalRequest conditions, string key, string encoding)
    {
        // The response to HEAD has no body that could be stored.
        if (HttpMethods.IsHead(context.Request.Method))
        {
            await PassOnAsync(context, conditions, CacheOutcome.Miss);
            return;
        }

        var isFilled = false;
        var response = await _flights.RunAsync(
            key,
            () => new(caches.Of(context.Request).FindValid(key)),
            flight =>
            {
                isFilled = true;
                return FillAsync(context, conditions, key, encoding, flight);
            },
            context.RequestAborted);
        // Null: the response was not stored and has been sent.
        if (response is null) return;
        if (isFilled) await SendAsync(context, conditions, response, CacheOutcome.Miss);
        else await SendHitAsync(context, conditions, response);
    }

    private async Task<CachedResponse?> FillAsync(
        HttpContext context, ConditionalRequest conditions, string key, string encoding, IDisposable? flight)
    {
        var cache = caches.Of(context.Request);
        var purges = cache.Purges;
        var old = cache.Find(key).Response;
        Count(context, old is null ? CacheOutcome.Miss : CacheOutcome.Invalid);
        CacheKey.RemoveUnkeyedHeaders(context.Request, encoding);
        context.Request.Headers[Surrogate.CapabilityHeader] = Surrogate.Capability;
        SetHeadersOnStart(context, conditions, CacheOutcome.Miss);
        IReadOnlyList<Dependency>? dependencies = null;
        var client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var buffer = new CacheCaptureStream(
            context,
            client,
            response => (dependencies = CacheRules.FindDependencies(response)) is not null,
            () => old is not null && rules.ShouldServeStale(context, old),
            CacheRules.MaxBodyBytes(context.Request),
            () => flight?.Dispose());
        var body = new StreamResponseBodyFeature(buffer, client);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        context.Features.Set(buffer);
        try
        {
            await next(context);
            await body.CompleteAsync();
        }
        finally
        {
            context.Features.Set(client);
            context.Features.Set<CacheCaptureStream>(null);
        }

        if (buffer.IsDropped)
        {
            await SendStaleAsync(context, conditions, old!);
            return null;
        }

        if (context.Features.Get<IForwarderErrorFeature>() is not null) return null;
        if (buffer.Body is not { } whole || dependencies is null) return null;
        var response = CacheRules.Make(context.Response, whole, encoding, dependencies);
        cache.Store(key, response, purges);
        return response;
    }

    private Task PassOnAsync(HttpContext context, ConditionalRequest conditions, CacheOutcome outcome)
    {
        Count(context, outcome);
        if (!conditions.WantsDependencies) context.Request.Headers.Remove(Surrogate.CapabilityHeader);
        SetHeadersOnStart(context, conditions, outcome);
        return next(context);
    }

    private Task SendAsync(HttpContext context, ConditionalRequest conditions, CachedResponse response, CacheOutcome outcome)
    {
        var headers = context.Response.Headers;
        headers.Remove(Surrogate.KeyHeader);
        headers.Remove(Surrogate.VersionsHeader);
        response.WriteHeaders(context.Response, conditions.WantsDependencies);
        headers[EdgeHeaders.Cache] = outcome.Name();
        if (cdn.TryRegister(response, headers.CacheControl.ToString()) is { } cacheControl)
        {
            // A cache in front that is purged may count from now: the response is valid now.
            headers.CacheControl = cacheControl;
            headers.Age = "0";
        }

        return conditions.Range is { } range
            ? range.SendAsync(context, response, conditions)
            : response.SendAsync(context, conditions.IfNoneMatch);
    }

    private static Task SendStaleAsync(HttpContext context, ConditionalRequest conditions, CachedResponse old)
    {
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.Clear();
        Count(context, CacheOutcome.Stale);
        old.WriteHeaders(context.Response, conditions.WantsDependencies);
        context.Response.Headers[EdgeHeaders.Cache] = CacheOutcome.Stale.Name();
        context.Response.Headers.Warning = "110 - \"Response is Stale\"";
        return old.SendAsync(context, conditions.IfNoneMatch);
    }

    // What a response depends on is sent only to those that may know it, also when it passes through.
    private static void SetHeadersOnStart(HttpContext context, ConditionalRequest conditions, CacheOutcome outcome) =>
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (headers.ContainsKey(EdgeHeaders.Cache)) return Task.CompletedTask;
            headers[EdgeHeaders.Cache] = outcome.Name();
            if (conditions.WantsDependencies) return Task.CompletedTask;
            headers.Remove(Surrogate.KeyHeader);
            headers.Remove(Surrogate.VersionsHeader);
            return Task.CompletedTask;
        });

    private static void Count(HttpContext context, CacheOutcome outcome) =>
        CacheMetrics.CountLookup(
            Tier.Edge, outcome, context.Request.IsForApi() ? "api" : context.Request.IsForMedia() ? "media" : "web");
}
