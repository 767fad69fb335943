namespace Conduit.Data.Articles;

/// <summary>Tells a user, on his own shard, what another one did.</summary>
public sealed class Notification
{
    /// <summary>The kind of a notification that says: your article became a favourite.</summary>
    public const string Favorited = "favorited";

    /// <summary>The kind that says: your article has a comment.</summary>
    public const string Commented = "commented";

    /// <summary>The kind that says: you have a follower.</summary>
    public const string Followed = "followed";

    /// <summary>Made on the user's shard.</summary>
    public required long Id { get; init; }

    /// <summary>Who is told.</summary>
    public required long UserId { get; init; }

    /// <summary>What was done.</summary>
    public required string Kind { get; init; }

    /// <summary>Who did it, of any shard.</summary>
    public required long ActorId { get; init; }

    /// <summary>To which of the user's articles; null when to none.</summary>
    public long? ArticleId { get; init; }

    /// <summary>The comment, when it is about one.</summary>
    public long? CommentId { get; init; }

    /// <summary>When the user took note.</summary>
    public DateTime? ReadAt { get; set; }

    /// <summary>The article.</summary>
    public Article? Article { get; init; }
}
