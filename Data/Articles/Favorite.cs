namespace Conduit.Data.Articles;

/// <summary>A user's favourite article, on the author's shard. It is never deleted but switched off.</summary>
public sealed class Favorite
{
    /// <summary>The article.</summary>
    public required long ArticleId { get; init; }

    /// <summary>The user, of any shard.</summary>
    public required long UserId { get; init; }

    /// <summary>Whether it is a favourite now.</summary>
    public required bool IsOn { get; init; }

    /// <summary>Increases with each switch.</summary>
    public required long Version { get; init; }
}
