namespace Conduit.Data.Follows;

/// <summary>
/// The copy of a <see cref="Follow"/> on the author's shard, next to the author's articles: queries for feeds and article summaries join
/// it.
/// </summary>
public sealed class Follower
{
    /// <summary>The author.</summary>
    public required long AuthorId { get; init; }

    /// <summary>The follower, of any shard.</summary>
    public required long UserId { get; init; }

    /// <summary>Whether the user follows the author now.</summary>
    public required bool IsOn { get; init; }

    /// <summary>The version of the row that this is a copy of.</summary>
    public required long Version { get; init; }
}
