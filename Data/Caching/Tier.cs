namespace Conduit.Data.Caching;

/// <summary>Where an answer came from; each is further away than the one before.</summary>
public enum Tier
{
    /// <summary>The client's own copy, which was still so.</summary>
    Client,

    /// <summary>The output cache: a whole response.</summary>
    Output,

    /// <summary>The object cache, in the server's memory.</summary>
    L1,

    /// <summary>The object cache, in Redis.</summary>
    L2,

    /// <summary>A replica.</summary>
    Replica,

    /// <summary>A primary.</summary>
    Primary,
}

/// <summary>The names of the tiers.</summary>
public static class TierNames
{
    private static readonly string[] Names = [.. Enum.GetNames<Tier>().Select(name => name.ToLowerInvariant())];

    /// <summary>As metrics, traces and the header <c>Server-Timing</c> call it.</summary>
    /// <param name="tier">The tier.</param>
    /// <returns>The name.</returns>
    public static string Name(this Tier tier) => Names[(int)tier];
}
