using System.Globalization;
using Conduit.ApiService.Contract;
using Conduit.Data.Caching;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Conduit.ApiService.Caching;

/// <summary>Watches what is read for an answer, and tells clients, the caches between, and the trace what they may know of it.</summary>
internal sealed class ObservationMiddleware(RequestDelegate next, PeerKey peers)
{
    private const string ServerTiming = "Server-Timing";
    private const string TierAttribute = "conduit.cache.tier";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>() is not { } endpoint) return next(context);
        RequestPatience.Begin();
        // It has no end that could be waited for.
        if (context.GetEndpoint()?.Metadata.GetMetadata<Streamed>() is not null) return next(context);
        var observation = HttpMethods.IsGet(context.Request.Method) ? Observation.Begin(endpoint.EndpointName) : null;
        context.Response.OnStarting(() =>
        {
            Tell(context, observation);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Tell(HttpContext context, Observation? observation)
    {
        var headers = context.Response.Headers;
        var isAnswer = observation is not null && context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified;
        var isPersonal = context.Request.Headers.ContainsKey(HeaderNames.Authorization);
        headers.CacheControl = isAnswer ? (isPersonal ? "private, no-cache" : "no-cache") : "no-store";
        headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        if (observation?.From is { } tier)
        {
            headers[ServerTiming] = string.Create(CultureInfo.InvariantCulture, $"{tier.Name()};desc=\"hits {observation.Hits}, reads {observation.Reads}\"");
            context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag(TierAttribute, tier.Name());
        }

        var isForCache = context.Request.Headers.ContainsKey(Surrogate.CapabilityHeader) && peers.IsSentBy(context.Request);
        if (isAnswer && !isPersonal && !headers.ContainsKey(Partial.Header) && isForCache && observation!.Dependencies is { } on
            && Surrogate.Key(on) is { } key)
        {
            headers[Surrogate.KeyHeader] = key;
            headers[Surrogate.StampsHeader] = Surrogate.Stamps(on);
        }
    }
}
