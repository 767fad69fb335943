using System.Text.Json.Serialization;
using Conduit.ApiService.Profiles;
using Conduit.Data.Ids;

namespace Conduit.ApiService.Articles;

internal sealed record ArticleResponse(ArticleBody Article)
{
    public static ArticleResponse Of(ArticleRow row) => new(ArticleBody.Of(row));
}

internal sealed record ArticlesResponse(IEnumerable<ListedArticle> Articles, long ArticlesCount);

/// <summary>An article without its text.</summary>
internal record ListedArticle(
    string Slug,
    string Title,
    string Description,
    string[] TagList,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    bool Favorited,
    int FavoritesCount,
    ProfileBody Author)
{
    public static ListedArticle Of(ArticleRow row) => new(
        row.Slug,
        row.Title,
        row.Description,
        row.TagList,
        ConduitId.Time(row.Id),
        row.UpdatedAt,
        row.Favorited,
        row.FavoritesCount,
        AuthorOf(row));

    protected static ProfileBody AuthorOf(ArticleRow row) => new(row.Username, row.Bio, row.Image, row.Following);
}

internal sealed record ArticleBody(
    string Slug,
    string Title,
    string Description,
    string[] TagList,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    bool Favorited,
    int FavoritesCount,
    ProfileBody Author,
    [property: JsonPropertyOrder(1)] string Body)
    : ListedArticle(Slug, Title, Description, TagList, CreatedAt, UpdatedAt, Favorited, FavoritesCount, Author)
{
    public static new ArticleBody Of(ArticleRow row) => new(
        row.Slug,
        row.Title,
        row.Description,
        row.TagList,
        ConduitId.Time(row.Id),
        row.UpdatedAt,
        row.Favorited,
        row.FavoritesCount,
        AuthorOf(row),
        row.Body!);
}
