namespace Conduit.Data.Follows;

/// <summary>
/// An author with so many followers that the articles are read on request instead of being delivered to feeds. The row is never deleted:
/// feeds rely on it.
/// </summary>
public sealed class Celebrity
{
    /// <summary>The author, of this shard.</summary>
    public required long AuthorId { get; init; }
}
