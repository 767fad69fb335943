namespace Conduit.Data.Articles;

/// <summary>The counters of a reader on this shard; maintained by triggers.</summary>
public sealed class ReaderCounter
{
    /// <summary>The user, of any shard.</summary>
    public required long UserId { get; init; }

    /// <summary>The number of this shard's articles among the user's favourites.</summary>
    public required int Favorites { get; init; }

    /// <summary>
    /// Increases whenever the user follows or unfollows an author of this shard: a feed that was stored with another number was made for
    /// other authors.
    /// </summary>
    public long Following { get; init; }
}
