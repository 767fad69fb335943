namespace Conduit.Data.Jobs;

/// <summary>
/// What jobs wait behind: each lane is worked off by itself, so that what somebody waits for does not wait for what is only much.
/// </summary>
public static class JobLane
{
    /// <summary>Short, and somebody may be waiting.</summary>
    public const short Interactive = 0;

    /// <summary>Long or many.</summary>
    public const short Bulk = 1;

    /// <summary>Every lane.</summary>
    public static readonly short[] All = [Interactive, Bulk];

    /// <summary>The lane's name, as metrics and traces have it.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>Its name.</returns>
    public static string Name(short lane) => lane == Interactive ? "interactive" : "bulk";
}
