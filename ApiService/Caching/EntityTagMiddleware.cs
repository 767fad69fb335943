using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data.Caching;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Gives every response a strong entity tag, a hash of its bytes, and responds with 304 to a client that has it. While no dependency of the
/// client's response was written to, a 304 needs neither a read nor serialization.
/// </summary>
/// <remarks>
/// As a hash of bytes, an entity tag is the same on every server and in every epoch, and a write that does not change the response does
/// not change its entity tag.
/// </remarks>
internal sealed class EntityTagMiddleware(
    RequestDelegate next, FreshnessFollower follower, ETagIndex index, IOptionsMonitor<CachingOptions> caching)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (DependencyTracker.Current is not { } tracker || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }

        // Responses that are cached whole are stored with their entity tags.
        var isCachedWhole = context.Features.Get<IOutputCacheFeature>()?.Context is { EnableOutputCaching: true, AllowCacheStorage: true };
        ClientResponseKey? known = isCachedWhole || !caching.CurrentValue.Client
            ? null
            : new(context.Features.Get<Caller>().IdOrAnonymous(), context.Request.GetEncodedPathAndQuery());
        if (known is { } cached && IsNotModified(context, cached, tracker)) return;

        using var body = new MemoryStream();
        await context.BufferResponseAsync(body, next);
        await SendAsync(context, body, known, tracker);
    }

    private bool IsNotModified(HttpContext context, ClientResponseKey known, DependencyTracker tracker)
    {
        if (context.Request.Headers.IfNoneMatch.Count == 0) return false;
        if (index.Find(known) is not var (tag, dependencies) || !context.Request.Headers.IfNoneMatch.Include(tag))
        {
            CacheMetrics.CountLookup(Tier.Client, CacheOutcome.Miss, tracker.Kind);
            return false;
        }

        var isValid = follower.IsValid(dependencies);
        CacheMetrics.CountLookup(Tier.Client, isValid ? CacheOutcome.Hit : CacheOutcome.Invalid, tracker.Kind);
        if (!isValid) return false;
        tracker.AddResponse(Tier.Client, dependencies);
        context.Response.Headers.ETag = tag;
        context.Response.SetNotModified();
        return true;
    }

    private async Task SendAsync(HttpContext context, MemoryStream body, ClientResponseKey? known, DependencyTracker tracker)
    {
        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status200OK && !response.Headers.ContainsKey(Partial.Header))
        {
            var tag = EntityTags.Of(body.GetBuffer().AsSpan(0, (int)body.Length));
            response.Headers.ETag = tag;
            if (known is { } sent)
            {
                if (tracker.Dependencies is { } dependencies) index.Add(sent, tag, dependencies);
                if (context.Request.Headers.IfNoneMatch.Include(tag))
                {
                    response.SetNotModified();
                    return;
                }
            }
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }
}
