namespace Conduit.Data.Articles;

/// <summary>A notification of a user about another user's action, on the first user's shard.</summary>
public sealed class Notification
{
    /// <summary>The kind for an article that became a favourite.</summary>
    public const string Favorited = "favorited";

    /// <summary>The kind for a new comment on an article.</summary>
    public const string Commented = "commented";

    /// <summary>The kind for a new follower.</summary>
    public const string Followed = "followed";

    /// <summary>The id, made on the user's shard.</summary>
    public required long Id { get; init; }

    /// <summary>The user who is notified.</summary>
    public required long UserId { get; init; }

    /// <summary>The kind of action.</summary>
    public required string Kind { get; init; }

    /// <summary>The user who acted, of any shard.</summary>
    public required long ActorId { get; init; }

    /// <summary>The user's article; null when the action is about none.</summary>
    public long? ArticleId { get; init; }

    /// <summary>The comment; null when the action is about none.</summary>
    public long? CommentId { get; init; }

    /// <summary>When the user read it; null while unread.</summary>
    public DateTime? ReadAt { get; set; }

    /// <summary>The article.</summary>
    public Article? Article { get; init; }
}
