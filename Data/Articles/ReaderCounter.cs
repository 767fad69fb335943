namespace Conduit.Data.Articles;

/// <summary>How many of this shard's articles a user has among his favourites; counted by a trigger.</summary>
public sealed class ReaderCounter
{
    /// <summary>The user, of any shard.</summary>
    public required long UserId { get; init; }

    /// <summary>How many.</summary>
    public required int Favorites { get; init; }
}
