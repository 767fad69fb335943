namespace Conduit.WebFrontend.Articles;

/// <summary>The tags of the editor's form: the listed ones and the typed one, without the removed one.</summary>
internal static class EditedTags
{
    public const string Listed = "tagList";
    public const string Typed = "tag";
    public const string Removed = "remove";

    public static IReadOnlyList<string> From(IFormCollection form) =>
        [.. form[Listed].AsEnumerable().Concat(form[Typed])
            .Select(tag => tag?.Trim())
            .OfType<string>()
            .Where(tag => tag.Length > 0 && tag != form[Removed])
            .Distinct(StringComparer.Ordinal)];
}
