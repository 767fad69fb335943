using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Caching;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Gives every answer a strong entity tag, made of its bytes, and tells a client whose answer is still so just that. When the stamps show that nothing the answer depended
/// on was written to, it is neither read nor rendered again to find that out.
/// </summary>
/// <remarks>Made of bytes and not of stamps, a tag is the same on every server and in every epoch, and a write that leaves an answer as it was leaves its tag.</remarks>
internal sealed class EntityTagMiddleware(RequestDelegate next, Databases databases, KnownTags known, IOptionsMonitor<CachingOptions> caching)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (Observation.Current is not { } observation || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }

        // Whole answers are kept with their tags, and the output cache knows how to tell a client so.
        var isKeptWhole = context.Features.Get<IOutputCacheFeature>()?.Context is { EnableOutputCaching: true, AllowCacheStorage: true };
        var answer = isKeptWhole || !caching.CurrentValue.Client ? (KnownAnswer?)null : new(context.Features.Get<Caller>().IdOrNobody(), context.Request.GetEncodedPathAndQuery());
        if (answer is { } asked && IsNotModified(context, asked, observation)) return;

        using var body = new MemoryStream();
        await RenderAsync(context, body);
        await FinishAsync(context, body, answer, observation);
    }

    private bool IsNotModified(HttpContext context, KnownAnswer asked, Observation observation)
    {
        if (context.Request.Headers.IfNoneMatch.Count == 0) return false;
        if (known.Find(asked) is not var (tag, on) || !context.Request.Headers.IfNoneMatch.Include(tag))
        {
            Telemetry.CountLookup(Tier.Client, CacheOutcome.Miss, observation.Subject);
            return false;
        }

        var isCurrent = databases.IsValid(on);
        Telemetry.CountLookup(Tier.Client, isCurrent ? CacheOutcome.Hit : CacheOutcome.Invalid, observation.Subject);
        if (!isCurrent) return false;
        observation.Answered(Tier.Client, on);
        context.Response.Headers.ETag = tag;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private async Task RenderAsync(HttpContext context, MemoryStream body)
    {
        var client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var rendered = new StreamResponseBodyFeature(body);
        context.Features.Set<IHttpResponseBodyFeature>(rendered);
        try
        {
            await next(context);
            await rendered.CompleteAsync();
        }
        finally
        {
            context.Features.Set(client);
        }
    }

    private async Task FinishAsync(HttpContext context, MemoryStream body, KnownAnswer? answer, Observation observation)
    {
        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status200OK && !response.Headers.ContainsKey(Partial.Header))
        {
            var tag = EntityTags.Of(body.GetBuffer().AsSpan(0, (int)body.Length));
            response.Headers.ETag = tag;
            if (answer is { } asked)
            {
                if (observation.Dependencies is { } on) known.Add(asked, tag, on);
                if (context.Request.Headers.IfNoneMatch.Include(tag))
                {
                    response.StatusCode = StatusCodes.Status304NotModified;
                    response.ContentType = null;
                    return;
                }
            }
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }
}
