namespace Conduit.Freshness.Caching;

/// <summary>The result of a lookup in a cache.</summary>
public enum CacheOutcome
{
    /// <summary>The cache had a valid entry.</summary>
    Hit,

    /// <summary>The cache had no entry.</summary>
    Miss,

    /// <summary>The cache had an entry, and something it depends on was written to since.</summary>
    Invalid,

    /// <summary>The cache was not used: the request is personal, or the tier is switched off.</summary>
    Bypass,

    /// <summary>An invalid entry was sent because no server could make a new one.</summary>
    Stale,
}

/// <summary>The names of outcomes.</summary>
public static class CacheOutcomeNames
{
    private static readonly string[] Names = [.. Enum.GetNames<CacheOutcome>().Select(name => name.ToLowerInvariant())];

    /// <summary>The name that metrics and headers use.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>The name.</returns>
    public static string Name(this CacheOutcome outcome) => Names[(int)outcome];
}
