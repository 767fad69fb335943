namespace Conduit.Data.Articles;

/// <summary>The number of this shard's articles with an article tag; maintained by a trigger.</summary>
public sealed class TagCounter
{
    /// <summary>The article tag.</summary>
    public required string Tag { get; init; }

    /// <summary>The number of articles.</summary>
    public required int Articles { get; init; }

    /// <summary>The newest article that has or had the article tag, which orders equally popular ones.</summary>
    public required long Newest { get; init; }
}
