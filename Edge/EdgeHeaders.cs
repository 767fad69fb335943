namespace Conduit.Edge;

/// <summary>The headers that the edge adds to responses.</summary>
internal static class EdgeHeaders
{
    /// <summary>The outcome of the cache lookup.</summary>
    public const string Cache = "X-Cache";

    public const string RequestId = "X-Request-Id";
    public const string ServerTiming = "Server-Timing";
}
