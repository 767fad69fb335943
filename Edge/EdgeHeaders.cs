namespace Conduit.Edge;

/// <summary>What the edge tells about itself.</summary>
internal static class EdgeHeaders
{
    /// <summary>What came of the question to the cache.</summary>
    public const string Cache = "X-Cache";

    public const string RequestId = "X-Request-Id";
    public const string ServerTiming = "Server-Timing";
}
