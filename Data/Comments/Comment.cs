using Conduit.Data.Articles;

namespace Conduit.Data.Comments;

/// <summary>A comment, on its article's shard. Its id contains its creation time; it is never changed.</summary>
public sealed class Comment
{
    /// <summary>The id, made on the article's shard.</summary>
    public required long Id { get; init; }

    /// <summary>The id of the article.</summary>
    public required long ArticleId { get; init; }

    /// <summary>The author, of any shard.</summary>
    public required long AuthorId { get; init; }

    /// <summary>The text, in Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>The article.</summary>
    public Article? Article { get; init; }
}
