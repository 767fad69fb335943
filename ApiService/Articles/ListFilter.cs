namespace Conduit.ApiService.Articles;

/// <summary>Selects the articles of a list. Authors and readers are given by id; a null does not filter.</summary>
/// <param name="Tag">Articles with this article tag.</param>
/// <param name="Author">Articles of this author.</param>
/// <param name="FavoritedBy">Favourites of this reader.</param>
/// <param name="FollowedBy">Articles of the authors whom this reader follows; not combined with other filters.</param>
internal sealed record ListFilter(string? Tag = null, long? Author = null, long? FavoritedBy = null, long? FollowedBy = null);
