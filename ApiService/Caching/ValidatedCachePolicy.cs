using Conduit.ApiService.Contract;
using Conduit.Data.Caching;
using Conduit.Freshness.Caching;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Selects the responses that the output cache stores; <see cref="ValidatingOutputCacheStore"/> decides whether one is valid. It comes
/// after the framework's default policy, which excludes requests with a token, responses with a cookie, and every status but 200.
/// </summary>
internal sealed class ValidatedCachePolicy(IOptionsMonitor<CachingOptions> caching) : IOutputCachePolicy
{
    // How long an entry stays in Redis after it was stored.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (!caching.CurrentValue.Output || HasEmptyValue(context.HttpContext.Request.Query)) context.EnableOutputCaching = false;
        if (context is not { EnableOutputCaching: true, AllowCacheLookup: true })
        {
            CacheMetrics.CountLookup(Tier.OutputL2, CacheOutcome.Bypass, DependencyTracker.Current?.Kind ?? "");
            return ValueTask.CompletedTask;
        }

        context.CacheVaryByRules.VaryByHost = false;
        PerRequestCacheKey.Set(context);
        context.ResponseExpirationTimeSpan = Lifetime;
        // ResponseCacheMiddleware coalesces. The framework's locking would return a response that was found or made before a write that the
        // waiting client knows of, or a part of one: https://github.com/dotnet/aspnetcore/issues/52310
        context.AllowLocking = false;
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        // An interrupted response would be stored, too: https://github.com/dotnet/aspnetcore/issues/56427
        if (context.HttpContext.Response.Headers.ContainsKey(Partial.Header) || context.HttpContext.RequestAborted.IsCancellationRequested)
            context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }

    // The framework's key is the same for an empty parameter and an absent one, but their lists differ: empty, and all articles.
    private static bool HasEmptyValue(IQueryCollection query) => query.Any(parameter => parameter.Value.Any(string.IsNullOrEmpty));
}
