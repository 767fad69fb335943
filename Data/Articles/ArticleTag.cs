namespace Conduit.Data.Articles;

/// <summary>Finds a tag's articles, newest first.</summary>
public sealed class ArticleTag
{
    /// <summary>The tag.</summary>
    public required string Tag { get; init; }

    /// <summary>An article that bears it.</summary>
    public long ArticleId { get; init; }
}
