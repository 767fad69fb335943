namespace Conduit.Data.Follows;

/// <summary>
/// An author with so many followers that his articles are not put into their feeds, but found when one of them reads. He stays one: feeds
/// rely on it.
/// </summary>
public sealed class Celebrity
{
    /// <summary>The author, of this shard.</summary>
    public required long AuthorId { get; init; }
}
