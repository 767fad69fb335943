namespace Conduit.Hosting.Redis;

/// <summary>What a cache server does when its memory is full.</summary>
public enum Eviction
{
    /// <summary>Writes fail: for what must not be forgotten.</summary>
    None,

    /// <summary>What was not used for longest goes: for what can be made again.</summary>
    LeastRecentlyUsed,
}
