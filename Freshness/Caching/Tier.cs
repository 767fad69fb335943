namespace Conduit.Freshness.Caching;

/// <summary>The places that a response may come from, from the nearest to the client to the farthest.</summary>
public enum Tier
{
    /// <summary>The client's own copy, which was still valid.</summary>
    Client,

    /// <summary>The edge's memory: a whole response.</summary>
    Edge,

    /// <summary>The API server's memory: a whole response.</summary>
    Output,

    /// <summary>The output cache in Redis: a whole response.</summary>
    OutputL2,

    /// <summary>The object cache in the API server's memory.</summary>
    L1,

    /// <summary>The object cache in Redis.</summary>
    L2,

    /// <summary>A replica.</summary>
    Replica,

    /// <summary>A primary.</summary>
    Primary,
}

/// <summary>The names of tiers.</summary>
public static class TierNames
{
    private static readonly string[] Names = ["client", "edge", "output", "output_l2", "l1", "l2", "replica", "primary"];

    /// <summary>The name that metrics, traces and the header <c>Server-Timing</c> use.</summary>
    /// <param name="tier">The tier.</param>
    /// <returns>The name.</returns>
    public static string Name(this Tier tier) => Names[(int)tier];
}
