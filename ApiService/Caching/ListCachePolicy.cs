using Conduit.ApiService.Contract;
using Conduit.Data;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Puts the state of the databases into the key, as it is before anything is read: under another state than its own no answer is found. Comes after the default policy,
/// which keeps out what bears a token, a cookie or another status than 200.
/// </summary>
internal sealed class ListCachePolicy(IOptionsMonitor<CachingOptions> caching, Databases databases) : IOutputCachePolicy
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (!context.EnableOutputCaching || !context.AllowCacheLookup) return;
        var state = caching.CurrentValue.Output ? await databases.StateAsync() : null;
        if (state is null)
        {
            context.EnableOutputCaching = false;
            return;
        }

        context.CacheVaryByRules.VaryByValues["state"] = state;
        context.CacheVaryByRules.QueryKeys = new(["limit", "offset", "tag", "author", "favorited"]);
        context.CacheVaryByRules.VaryByHost = false;
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
