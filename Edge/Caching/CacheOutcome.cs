namespace Conduit.Edge.Caching;

/// <summary>What came of a question to the cache, as <see cref="EdgeHeaders.Cache"/> and the metric tell it.</summary>
internal static class CacheOutcome
{
    public const string Hit = "hit";
    public const string Miss = "miss";
    public const string Bypass = "bypass";
    public const string Stale = "stale";

    /// <summary>To a client, a miss: something was kept, and is no longer so.</summary>
    public const string Invalid = "invalid";
}
