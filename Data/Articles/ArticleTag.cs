namespace Conduit.Data.Articles;

/// <summary>A row of the index of articles by tag, newest first.</summary>
public sealed class ArticleTag
{
    /// <summary>The article tag.</summary>
    public required string Tag { get; init; }

    /// <summary>An article with the tag.</summary>
    public long ArticleId { get; init; }
}
