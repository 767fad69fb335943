namespace Conduit.Data.Articles;

/// <summary>The number of this shard's articles with a tag; maintained by a trigger.</summary>
public sealed class TagCounter
{
    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>The number of articles.</summary>
    public required int Articles { get; init; }

    /// <summary>The newest article that has or had the tag, which orders equally popular tags.</summary>
    public required long Newest { get; init; }
}
