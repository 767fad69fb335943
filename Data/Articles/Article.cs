namespace Conduit.Data.Articles;

/// <summary>An article, on its author's shard. Its id contains its creation time.</summary>
public sealed class Article
{
    /// <summary>The id, made on the author's shard.</summary>
    public required long Id { get; init; }

    /// <summary>The author.</summary>
    public required long AuthorId { get; init; }

    /// <summary>The title, which the slug is made from.</summary>
    public required string Title { get; set; }

    /// <summary>The description.</summary>
    public required string Description { get; set; }

    /// <summary>The text, in Markdown.</summary>
    public required string Body { get; set; }

    /// <summary>The tags in the order in which they were sent; <see cref="Tags"/> is their index.</summary>
    public required string[] TagList { get; set; }

    /// <summary>When it was last changed.</summary>
    public required DateTime UpdatedAt { get; set; }

    /// <summary>The author's profile.</summary>
    public Profile? Author { get; init; }

    /// <summary>The counters.</summary>
    public ArticleCounters? Counters { get; init; }

    /// <summary>The rows of the index by tag.</summary>
    public ICollection<ArticleTag> Tags { get; init; } = [];
}
