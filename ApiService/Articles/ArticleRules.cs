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

    public static string Title(this Validation check, string? text) => check.Line("title", text, MaxTitle);

    public static string Description(this Validation check, string? text) => check.Lines("description", text, MaxDescription);

    public static string Body(this Validation check, string? text) => check.Text("body", text, MaxBodyBytes);

    public static bool CanBeTag(string text) => Validation.IsLine(text, MaxTag);

    public static string[] DistinctTags(string?[] tags) => [.. tags.Distinct(StringComparer.Ordinal).Select(tag => tag!)];

    public static void Tags(this Validation check, string[] distinctTags)
    {
        foreach (var tag in distinctTags) check.Line("tagList", tag, MaxTag);
        if (distinctTags.Length > MaxTags) check.Refuse("tagList", $"has too many tags (maximum is {MaxTags})");
    }
}
