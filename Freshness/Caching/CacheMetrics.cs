using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Conduit.Freshness.Caching;

/// <summary>The metric, and the attribute of traces, that all caches share, so that one chart shows every tier.</summary>
public static class CacheMetrics
{
    private const string TierAttribute = "conduit.cache.tier";

    private static readonly Meter Meter = new("Conduit.Caching");

    private static readonly Counter<long> Lookups =
        Meter.CreateCounter<long>("conduit.cache.lookups", "{lookup}", "Lookups in a tier of cache, by their outcome.");

    /// <summary>Names the tier that a response came from, on the trace of its request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="tier">The tier.</param>
    public static void SetTier(HttpContext context, Tier tier)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag(TierAttribute, tier.Name());
    }

    /// <summary>Counts lookups.</summary>
    /// <param name="tier">The cache.</param>
    /// <param name="outcome">Their outcome.</param>
    /// <param name="kind">What was looked up, such as <c>article</c>.</param>
    /// <param name="count">How many; none are not recorded.</param>
    public static void CountLookup(Tier tier, CacheOutcome outcome, string kind, int count = 1)
    {
        if (count == 0 || !Lookups.Enabled) return;
        Lookups.Add(
            count,
            new(TierAttribute, tier.Name()),
            new("conduit.cache.outcome", outcome.Name()),
            new("conduit.cache.kind", kind));
    }
}
