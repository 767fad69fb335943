using Microsoft.AspNetCore.OutputCaching;

namespace Conduit.ApiService.Caching;

/// <summary>
/// The output cache's middleware lets concurrent requests with the same key share a lookup. That may have begun before a write that one of
/// them knows of; so every request has a key of its own, from which the store removes that part again.
/// </summary>
internal static class PerRequestCacheKey
{
    private const string Request = "request";

    /// <summary>Makes the key unique to the request.</summary>
    public static void Set(OutputCacheContext context) => context.CacheVaryByRules.VaryByValues[Request] = context.HttpContext.TraceIdentifier;

    /// <summary>Returns the key without the request's part, which comes last.</summary>
    public static string Shared(string key) => key.LastIndexOf($"{Request}=", StringComparison.OrdinalIgnoreCase) is var at and > 0
        ? key[..at]
        : throw new ArgumentException($"'{key}' was not made for one request.", nameof(key));
}
