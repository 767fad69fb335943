using System.Text.Json.Serialization;

namespace Conduit.Freshness;

/// <summary>The cache tags in one database that a value depends on, all of one read.</summary>
/// <param name="Database">The database.</param>
/// <param name="Epoch">The epoch that the event belongs to.</param>
/// <param name="Since">The last event that was known before the read: none of the tags was written to since.</param>
/// <param name="Tags">The tags.</param>
public sealed record Dependency(string Database, string Epoch, long Since, IReadOnlyCollection<string> Tags)
{
    private int[]? _slots;

    /// <summary>The slots of the tags.</summary>
    [JsonIgnore]
    public int[] Slots => _slots ??= TagSlots.Of(Tags);
}

/// <summary>How much memory dependencies take.</summary>
public static class DependencyWeight
{
    private const int BytesOfTag = 100;

    /// <summary>About how many bytes of memory these take.</summary>
    /// <param name="dependencies">The dependencies.</param>
    /// <returns>The bytes.</returns>
    public static long Weigh(this IReadOnlyList<Dependency> dependencies) =>
        BytesOfTag * (1 + dependencies.Sum(dependency => (long)dependency.Tags.Count));
}
