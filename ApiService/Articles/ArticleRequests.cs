using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Articles;

internal sealed record NewArticleRequest(NewArticle? Article) : IValidated
{
    public void Validate(Validation validation)
    {
        validation.Title(Article?.Title);
        validation.Description(Article?.Description);
        validation.Body(Article?.Body);
        validation.Tags(Article?.Tags ?? []);
    }
}

internal sealed record NewArticle(
    [property: MaxLength(ArticleRules.MaxTitle)] string? Title,
    [property: MaxLength(ArticleRules.MaxDescription)] string? Description,
    string? Body,
    string?[]? TagList = null)
{
    /// <summary>The tags in the order in which they were sent, without duplicates.</summary>
    [JsonIgnore]
    public string[] Tags { get; } = ArticleRules.DistinctTags(TagList ?? []);
}

internal sealed record UpdateArticleRequest(UpdateArticle? Article) : IValidated
{
    public void Validate(Validation validation)
    {
        if (Article is null) validation.AddError("article", Validation.Blank);
        else Article.Validate(validation);
    }
}

/// <summary>An absent property stays unchanged; null is refused.</summary>
// So each property has a flag that says whether it was sent.
internal sealed record UpdateArticle
{
    [MaxLength(ArticleRules.MaxTitle)]
    public string? Title { get; init { field = value; HasTitle = true; } }

    [MaxLength(ArticleRules.MaxDescription)]
    public string? Description { get; init { field = value; HasDescription = true; } }

    public string? Body { get; init { field = value; HasBody = true; } }

    public string?[]? TagList { get; init { field = value; HasTagList = true; } }

    /// <summary>The tags in the order in which they were sent, without duplicates; null when none were sent.</summary>
    [JsonIgnore]
    public string[]? Tags => TagList is null ? null : ArticleRules.DistinctTags(TagList);

    [JsonIgnore]
    public bool HasTitle { get; private init; }

    [JsonIgnore]
    public bool HasDescription { get; private init; }

    [JsonIgnore]
    public bool HasBody { get; private init; }

    [JsonIgnore]
    public bool HasTagList { get; private init; }

    public void Validate(Validation validation)
    {
        if (HasTitle) validation.Title(Title);
        if (HasDescription) validation.Description(Description);
        if (HasBody) validation.Body(Body);
        if (Tags is { } tags) validation.Tags(tags);
        else if (HasTagList) validation.AddError("tagList", Validation.Blank);
    }
}
