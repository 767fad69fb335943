using System.Text.Json.Serialization;
using Conduit.ApiService.Profiles;
using Conduit.Data.Ids;

namespace Conduit.ApiService.Articles;

internal sealed record ArticleResponse(ArticleBody Article)
{
    public static ArticleResponse Of(ArticleRow row) => new(ArticleBody.Of(row));
}

internal sealed record ArticlesResponse(IEnumerable<ArticleBody> Articles, long ArticlesCount);

internal sealed record ArticleBody
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    /// <summary>Lists have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    public required string[] TagList { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public required bool Favorited { get; init; }

    public required int FavoritesCount { get; init; }

    public required ProfileBody Author { get; init; }

    public static ArticleBody Of(ArticleRow row) => new()
    {
        Slug = Data.Ids.Slug.Of(row.Title, row.Id),
        Title = row.Title,
        Description = row.Description,
        Body = row.Body,
        TagList = row.TagList,
        CreatedAt = ConduitId.Time(row.Id),
        UpdatedAt = row.UpdatedAt,
        Favorited = row.Favorited,
        FavoritesCount = row.FavoritesCount,
        Author = new ProfileBody(row.Username, row.Bio, row.Image, row.Following),
    };
}
