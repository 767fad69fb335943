namespace Conduit.ApiService.Caching;

/// <summary>The values of <c>Cache-Control</c>: caches of clients may store responses and revalidate them for each request.</summary>
internal static class CacheHeaders
{
    public const string Anonymous = "no-cache";
    public const string Personal = "private, no-cache";
    public const string NotCacheable = "no-store";
}
