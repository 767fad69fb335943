using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Articles;

/// <summary>The validation rules of an article's fields.</summary>
internal static class ArticleRules
{
    public const int MaxTitle = 200;
    public const int MaxDescription = 500;
    private const int MaxBodyBytes = 100 * 1024;
    private const int MaxTags = 20;
    private const int MaxTag = 50;

    public static string Title(this Validation validation, string? text) => validation.RequireSingleLine("title", text, MaxTitle);

    public static string Description(this Validation validation, string? text) =>
        validation.RequireMultiLine("description", text, MaxDescription);

    public static string Body(this Validation validation, string? text) => validation.RequireText("body", text, MaxBodyBytes);

    public static bool CanBeTag(string text) => Validation.IsSingleLine(text, MaxTag);

    public static string[] DistinctTags(string?[] tags) => [.. tags.Distinct(StringComparer.Ordinal).Select(tag => tag!)];

    public static void Tags(this Validation validation, string[] distinctTags)
    {
        foreach (var tag in distinctTags) validation.RequireSingleLine("tagList", tag, MaxTag);
        if (distinctTags.Length > MaxTags) validation.AddError("tagList", $"has too many tags (maximum is {MaxTags})");
    }
}
