namespace Conduit.Data.Articles;

/// <summary>An article, on its author's shard. It was made at its id's time.</summary>
public sealed class Article
{
    /// <summary>Made on the author's shard.</summary>
    public required long Id { get; init; }

    /// <summary>Who wrote it.</summary>
    public required long AuthorId { get; init; }

    /// <summary>Its title, of which its slug is made.</summary>
    public required string Title { get; set; }

    /// <summary>What it is about.</summary>
    public required string Description { get; set; }

    /// <summary>Markdown.</summary>
    public required string Body { get; set; }

    /// <summary>Its tags in the order in which they were sent; <see cref="Tags"/> is their index.</summary>
    public required string[] TagList { get; set; }

    /// <summary>When it was last changed.</summary>
    public required DateTime UpdatedAt { get; set; }

    /// <summary>The author's profile.</summary>
    public Profile? Author { get; init; }

    /// <summary>Its counts.</summary>
    public ArticleCounters? Counters { get; init; }

    /// <summary>What finds it by tag.</summary>
    public ICollection<ArticleTag> Tags { get; init; } = [];
}
