namespace Conduit.Data.Follows;

/// <summary>
/// The copy of a <see cref="Follow"/> on the author's shard: there his articles are, so there a reader's feed finds them, and a card tells
/// whether its author is followed.
/// </summary>
public sealed class Follower
{
    /// <summary>Who is followed.</summary>
    public required long AuthorId { get; init; }

    /// <summary>By whom; of any shard.</summary>
    public required long UserId { get; init; }

    /// <summary>Whether it is so now.</summary>
    public required bool IsOn { get; init; }

    /// <summary>The version of the row that this is a copy of.</summary>
    public required long Version { get; init; }
}
