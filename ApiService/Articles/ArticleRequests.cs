using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Conduit.ApiService.Articles;

internal sealed record NewArticleRequest(NewArticle? Article);

internal sealed record NewArticle(
    [property: MaxLength(ArticleRules.MaxTitle)] string? Title,
    [property: MaxLength(ArticleRules.MaxDescription)] string? Description,
    string? Body,
    string?[]? TagList = null);

internal sealed record UpdateArticleRequest(UpdateArticle? Article);

/// <summary>A property that is absent stays; one that is null is refused.</summary>
// So each property has a flag that says whether it was sent.
internal sealed record UpdateArticle
{
    [MaxLength(ArticleRules.MaxTitle)]
    public string? Title { get; init { field = value; HasTitle = true; } }

    [MaxLength(ArticleRules.MaxDescription)]
    public string? Description { get; init { field = value; HasDescription = true; } }

    public string? Body { get; init { field = value; HasBody = true; } }

    public string?[]? TagList { get; init { field = value; HasTagList = true; } }

    [JsonIgnore]
    public bool HasTitle { get; private init; }

    [JsonIgnore]
    public bool HasDescription { get; private init; }

    [JsonIgnore]
    public bool HasBody { get; private init; }

    [JsonIgnore]
    public bool HasTagList { get; private init; }
}
