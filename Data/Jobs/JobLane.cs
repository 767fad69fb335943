namespace Conduit.Data.Jobs;

/// <summary>
/// The lanes of the queue. Separate lanes keep interactive jobs from waiting behind bulk work.
/// </summary>
public static class JobLane
{
    /// <summary>Short jobs that a user may be waiting for.</summary>
    public const short Interactive = 0;

    /// <summary>Long or numerous jobs.</summary>
    public const short Bulk = 1;

    /// <summary>Every lane.</summary>
    public static readonly short[] All = [Interactive, Bulk];

    /// <summary>The lane's name in metrics and traces.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>Its name.</returns>
    public static string Name(short lane) => lane == Interactive ? "interactive" : "bulk";
}
