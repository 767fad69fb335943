namespace Conduit.ApiService.Articles;

/// <summary>Which articles a list is of. Authors and readers by id; what is null does not matter.</summary>
/// <param name="Tag">Those that bear it.</param>
/// <param name="Author">Those of this author.</param>
/// <param name="FavoritedBy">Those that this reader has among his favourites.</param>
/// <param name="FollowedBy">Those of the authors whom this reader follows; with no other filter.</param>
internal sealed record ListFilter(string? Tag = null, long? Author = null, long? FavoritedBy = null, long? FollowedBy = null);
