using Microsoft.AspNetCore.OutputCaching;

namespace Conduit.ApiService.Caching;

/// <summary>
/// The output cache's middleware lets all who ask for the same key share a lookup that is under way. It may have begun before a write that one of them knows of; so every
/// request has a key of its own, of which the store takes that part away again.
/// </summary>
internal static class AskerKey
{
    private const string Asker = "asker";

    /// <summary>Makes the key the request's own.</summary>
    public static void MakeOwn(OutputCacheContext context) => context.CacheVaryByRules.VaryByValues[Asker] = context.HttpContext.TraceIdentifier;

    /// <summary>The key that all have who ask for the same. What a key varies by comes last in it, and this is all there is of that.</summary>
    public static string Shared(string key) => key.LastIndexOf($"{Asker}=", StringComparison.OrdinalIgnoreCase) is var at and > 0
        ? key[..at]
        : throw new ArgumentException($"'{key}' was not made for one asker.", nameof(key));
}
