namespace Conduit.Data.Articles;

/// <summary>What is known of a reader on this shard; kept by triggers.</summary>
public sealed class ReaderCounter
{
    /// <summary>The user, of any shard.</summary>
    public required long UserId { get; init; }

    /// <summary>How many of this shard's articles are among his favourites.</summary>
    public required int Favorites { get; init; }

    /// <summary>
    /// Rises whenever he begins or ends to follow an author of this shard: a feed that was stored under another number was made for other
    /// authors.
    /// </summary>
    public long Following { get; init; }
}
