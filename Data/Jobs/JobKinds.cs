namespace Conduit.Data.Jobs;

/// <summary>The jobs there are, and what each needs.</summary>
public static class JobKinds
{
    /// <summary>An account was made or changed: its shard is to have its profile.</summary>
    public const string ProfileEnsured = "profile-ensured";

    /// <summary>Somebody began or ended to follow: the author's shard is to know.</summary>
    public const string FollowEnsured = "follow-ensured";

    /// <summary>An article became a favourite: its author is to be told.</summary>
    public const string FavoriteNoted = "favorite-noted";

    /// <summary>An article has a comment: its author is to be told.</summary>
    public const string CommentNoted = "comment-noted";

    /// <summary>
    /// An article is new: the feeds of its author's followers are to have it. Until it is done, who reads a feed adds it himself.
    /// </summary>
    public const string ArticlePublished = "article-published";

    /// <summary>
    /// An article is gone: the feeds of its author's followers are not to have it. Until it is done, who reads a feed leaves it out
    /// himself.
    /// </summary>
    public const string ArticleRemoved = "article-removed";

    /// <summary>Somebody wants to know how jobs get on: nothing is to be done.</summary>
    public const string Probe = "probe";
}

/// <summary>What <see cref="JobKinds.ProfileEnsured"/> needs: all that others see of a user.</summary>
public sealed record ProfileEnsured(long UserId, string Username, string? Bio, string? Image, int Version);

/// <summary>What <see cref="JobKinds.FollowEnsured"/> needs: the row that decides.</summary>
public sealed record FollowEnsured(long UserId, long AuthorId, bool IsOn, long Version);

/// <summary>What <see cref="JobKinds.CommentNoted"/> needs.</summary>
public sealed record CommentNoted(long CommentId);

/// <summary>What <see cref="JobKinds.ArticlePublished"/> and <see cref="JobKinds.ArticleRemoved"/> need.</summary>
public sealed record FeedChange(long ArticleId, long AuthorId);

/// <summary>What <see cref="JobKinds.FavoriteNoted"/> needs.</summary>
public sealed record FavoriteNoted(long ArticleId, long UserId, long Version);

/// <summary>
/// What <see cref="JobKinds.Probe"/> needs: the channel on which to say how many microseconds it had to wait; null: nothing is said.
/// </summary>
public sealed record Probe(string? Channel);
