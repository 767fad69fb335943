namespace Conduit.WebFrontend.Markdown;

/// <summary>Writes a picture as Markdown; pictures.js does the same.</summary>
internal static class PictureMarkdown
{
    public static string Of(string? description, string address) => $"![{Escape(description)}]({address})";

    // On one line, and without characters that mean something within the brackets.
    private static string Escape(string? text) => string.Concat(
        string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Select(letter => letter is '[' or ']' or '\\' or '`' or '*' or '_' or '<' or '!' or '&' ? $"\\{letter}" : $"{letter}"));
}
