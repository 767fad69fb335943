namespace Conduit.Data.Articles;

/// <summary>An article's counts, apart from it, so that counting rewrites a narrow row.</summary>
public sealed class ArticleCounters
{
    /// <summary>The article.</summary>
    public long ArticleId { get; init; }

    /// <summary>How many have it among their favourites.</summary>
    public int Favorites { get; init; }
}
