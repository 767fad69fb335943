namespace Conduit.Data.Caching;

/// <summary>What came of a question to a cache.</summary>
public enum CacheOutcome
{
    /// <summary>It had the answer.</summary>
    Hit,

    /// <summary>It had none.</summary>
    Miss,

    /// <summary>It had one, and something it depends on was written to since.</summary>
    Invalid,

    /// <summary>It was not asked: what is asked for is somebody's own, or the tier is off.</summary>
    Bypass,
}
