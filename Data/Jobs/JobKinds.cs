namespace Conduit.Data.Jobs;

/// <summary>
/// The kinds of jobs; their payloads are defined below. The texts are stored in rows and known to workers of other builds, so they stay.
/// </summary>
public static class JobKinds
{
    /// <summary>An account was created or changed: its profile is copied to its shard.</summary>
    public const string CopyProfile = "profile-ensured";

    /// <summary>A user followed or unfollowed an author: the row is copied to the author's shard.</summary>
    public const string CopyFollow = "follow-ensured";

    /// <summary>An article became a favourite: its author is notified.</summary>
    public const string FavoriteAdded = "favorite-noted";

    /// <summary>An article has a new comment: its author is notified.</summary>
    public const string CommentAdded = "comment-noted";

    /// <summary>
    /// An article was published: it is delivered to the feeds of the author's followers. Until then, requests for a feed add it themselves.
    /// </summary>
    public const string ArticlePublished = "article-published";

    /// <summary>
    /// An article was deleted: it is removed from the feeds of the author's followers. Until then, requests for a feed omit it themselves.
    /// </summary>
    public const string ArticleRemoved = "article-removed";

    /// <summary>An article was published, changed or deleted that has, or had, pictures: the media service gets the list of them.</summary>
    public const string ArticlePictures = "article-pictures";

    /// <summary>A user's picture was changed: the media service gets the new one.</summary>
    public const string AccountPicture = "account-picture";

    /// <summary>A probe that measures the waiting time of jobs and does nothing else.</summary>
    public const string Probe = "probe";
}

/// <summary>The payload of <see cref="JobKinds.CopyProfile"/>: the user's public data.</summary>
public sealed record CopyProfile(long UserId, string Username, string? Bio, string? Image, int Version);

/// <summary>The payload of <see cref="JobKinds.CopyFollow"/>: the authoritative row.</summary>
public sealed record CopyFollow(long UserId, long AuthorId, bool IsOn, long Version);

/// <summary>The payload of <see cref="JobKinds.CommentAdded"/>.</summary>
public sealed record CommentAdded(long CommentId);

/// <summary>The payload of <see cref="JobKinds.ArticlePublished"/> and <see cref="JobKinds.ArticleRemoved"/>.</summary>
public sealed record FeedChange(long ArticleId, long AuthorId);

/// <summary>The payload of <see cref="JobKinds.ArticlePictures"/>; the handler reads the article.</summary>
public sealed record ArticlePictures(long ArticleId);

/// <summary>The payload of <see cref="JobKinds.AccountPicture"/>; the handler reads the account.</summary>
public sealed record AccountPicture(long AccountId);

/// <summary>The payload of <see cref="JobKinds.FavoriteAdded"/>.</summary>
public sealed record FavoriteAdded(long ArticleId, long UserId, long Version);

/// <summary>
/// The payload of <see cref="JobKinds.Probe"/>: the channel that is notified of the waiting time in microseconds; null: none.
/// </summary>
public sealed record Probe(string? Channel);
