using System.Text.Json.Serialization;

namespace Conduit.ApiService.Articles;

internal sealed record NewArticleRequest(NewArticle? Article);

internal sealed record NewArticle(string? Title, string? Description, string? Body, string?[]? TagList);

internal sealed record UpdateArticleRequest(UpdateArticle? Article);

/// <summary>A property that is absent stays; one that is null is refused. So each remembers that it was sent.</summary>
internal sealed record UpdateArticle
{
    public string? Title { get; init { field = value; HasTitle = true; } }

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
