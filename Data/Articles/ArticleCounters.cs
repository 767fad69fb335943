namespace Conduit.Data.Articles;

/// <summary>An article's counters, in a table of their own, so that counting rewrites a small row.</summary>
public sealed class ArticleCounters
{
    /// <summary>The article.</summary>
    public long ArticleId { get; init; }

    /// <summary>The number of users who have it as a favourite.</summary>
    public int Favorites { get; init; }
}
