using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Caching;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Which answers are kept whole; whether one is still so, <see cref="AnswerStore"/> finds out. Comes after the default policy, which keeps out what bears a token, a
/// cookie or another status than 200.
/// </summary>
internal sealed class AnswerPolicy(IOptionsMonitor<CachingOptions> caching) : IOutputCachePolicy
{
    // What nobody asks for leaves memory and Redis.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (!caching.CurrentValue.Output || HasEmptyValue(context.HttpContext.Request.Query)) context.EnableOutputCaching = false;
        if (context is not { EnableOutputCaching: true, AllowCacheLookup: true })
        {
            Telemetry.CountLookup(Tier.Output, CacheOutcome.Bypass, Observation.Current?.Subject ?? "");
            return ValueTask.CompletedTask;
        }

        context.CacheVaryByRules.VaryByHost = false;
        AskerKey.MakeOwn(context);
        context.ResponseExpirationTimeSpan = Life;
        // Who waits for another's answer would get what was true before he asked; and a part of it, when that one goes away: https://github.com/dotnet/aspnetcore/issues/52310
        context.AllowLocking = false;
        return ValueTask.CompletedTask;
    }

    // The framework's key is the same for an empty parameter and an absent one, but their lists differ: empty, and all articles.
    private static bool HasEmptyValue(IQueryCollection query) => query.Any(parameter => parameter.Value.Any(string.IsNullOrEmpty));

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        // What was cut off is stored otherwise: https://github.com/dotnet/aspnetcore/issues/56427
        if (context.HttpContext.Response.Headers.ContainsKey(Partial.Header) || context.HttpContext.RequestAborted.IsCancellationRequested) context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }
}
