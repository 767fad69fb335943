namespace Conduit.Data.Articles;

/// <summary>That a user has an article among his favourites, on the author's shard. Never deleted but switched off.</summary>
public sealed class Favorite
{
    /// <summary>The article.</summary>
    public required long ArticleId { get; init; }

    /// <summary>The user, of any shard.</summary>
    public required long UserId { get; init; }

    /// <summary>Whether it is so now.</summary>
    public required bool IsOn { get; init; }

    /// <summary>Rises with each switch, so that the copy on the user's shard takes only newer ones.</summary>
    public required long Version { get; init; }
}
