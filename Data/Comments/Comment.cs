using Conduit.Data.Articles;

namespace Conduit.Data.Comments;

/// <summary>A comment, on its article's shard. It was made at its id's time, and is never changed.</summary>
public sealed class Comment
{
    /// <summary>Made on the article's shard.</summary>
    public required long Id { get; init; }

    /// <summary>What it is about.</summary>
    public required long ArticleId { get; init; }

    /// <summary>Who wrote it; of any shard.</summary>
    public required long AuthorId { get; init; }

    /// <summary>Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>The article.</summary>
    public Article? Article { get; init; }
}
