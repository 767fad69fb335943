using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>Puts the generation into the key. Comes after the default policy, which keeps out what bears a token, a cookie or another status than 200.</summary>
internal sealed class ListCachePolicy(IOptionsMonitor<CachingOptions> caching, ListGeneration generations) : IOutputCachePolicy
{
    // Bounds what a lost withdrawal costs.
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (!context.EnableOutputCaching || !context.AllowCacheLookup) return;
        var generation = caching.CurrentValue.Output ? await generations.NowAsync() : null;
        if (generation is null)
        {
            context.EnableOutputCaching = false;
            return;
        }

        context.CacheVaryByRules.VaryByValues["generation"] = generation;
        context.CacheVaryByRules.QueryKeys = new(["limit", "offset", "tag", "author", "favorited"]);
        context.CacheVaryByRules.VaryByHost = false;
        context.Tags.Add(ListCache.Tag);
        context.ResponseExpirationTimeSpan = Life;
        // A request that waits for another one's answer would get what was true before it was sent.
        context.AllowLocking = false;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (context.HttpContext.Response.Headers.ContainsKey(Partial.Header)) context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }
}
