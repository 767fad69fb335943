using Microsoft.AspNetCore.OutputCaching;

namespace Conduit.ApiService.Caching;

/// <summary>
/// The output cache's middleware lets concurrent requests with the same cache key share a lookup, which may have begun before a write that
/// one of them knows of. So every request has a cache key of its own, from which the store removes the request's part again.
/// </summary>
internal static class PerRequestCacheKey
{
    private const string Request = "request";

    /// <summary>Makes the cache key unique to the request.</summary>
    public static void Set(OutputCacheContext context) =>
        context.CacheVaryByRules.VaryByValues[Request] = context.HttpContext.TraceIdentifier;

    /// <summary>Returns the cache key without the request's part, which comes last.</summary>
    public static string Shared(string key) => key.LastIndexOf($"{Request}=", StringComparison.OrdinalIgnoreCase) is var at and > 0
        ? key[..at]
        : throw new ArgumentException($"'{key}' was not made for one request.", nameof(key));
}
