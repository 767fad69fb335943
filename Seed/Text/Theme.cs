using System.Reflection;
using System.Text.Json;

namespace Conduit.Seed.Text;

/// <summary>A topic of articles, with its vocabulary.</summary>
/// <param name="Tag">The tag of its articles.</param>
/// <param name="Field">The tag of the wider field.</param>
/// <param name="Subject">Its name within a sentence.</param>
/// <param name="Things">Things that belong to it, such as "line length".</param>
/// <param name="Goals">Goals, such as "make long texts pleasant".</param>
/// <param name="Mistakes">Mistakes, such as "loading six weights".</param>
/// <param name="Tips">Whole sentences.</param>
/// <param name="Language">The language of <paramref name="Code"/>.</param>
/// <param name="Code">A code example; null where the topic has none.</param>
internal sealed record Theme(
    string Tag,
    string Field,
    string Subject,
    string[] Things,
    string[] Goals,
    string[] Mistakes,
    string[] Tips,
    string? Language,
    string? Code)
{
    /// <summary>Every theme, the most popular first.</summary>
    public static readonly Theme[] All = Read();

    private static Theme[] Read()
    {
        using var text = Assembly.GetExecutingAssembly().GetManifestResourceStream("Themes.json")!;
        return JsonSerializer.Deserialize<Theme[]>(text, JsonSerializerOptions.Web)!;
    }
}
