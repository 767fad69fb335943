namespace Conduit.Freshness;

/// <summary>What an answer depends on in one database, of what was read at one moment.</summary>
/// <param name="Database">The database.</param>
/// <param name="Epoch">The epoch that the moment belongs to.</param>
/// <param name="Since">The moment from which on none of the tags was written to: a number of the database's sequence of writes.</param>
/// <param name="Tags">The tags.</param>
public sealed record Dependency(string Database, string Epoch, long Since, IReadOnlyCollection<string> Tags);

/// <summary>What dependencies weigh.</summary>
public static class DependencyWeight
{
    private const int BytesOfTag = 100;

    /// <summary>About how many bytes of memory these take.</summary>
    /// <param name="on">The dependencies.</param>
    /// <returns>The bytes.</returns>
    public static long Weigh(this IReadOnlyList<Dependency> on) => BytesOfTag * (1 + on.Sum(dependency => (long)dependency.Tags.Count));
}
