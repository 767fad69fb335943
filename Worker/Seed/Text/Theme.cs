using System.Reflection;
using System.Text.Json;

namespace Conduit.Worker.Seed.Text;

/// <summary>Something that people write about, with what they say of it.</summary>
/// <param name="Tag">The tag that its articles bear.</param>
/// <param name="Field">The tag of the wider field.</param>
/// <param name="Subject">What it is called in a sentence.</param>
/// <param name="Things">What belongs to it: "line length".</param>
/// <param name="Goals">What one wants: "make long texts pleasant".</param>
/// <param name="Mistakes">What goes wrong: "loading six weights".</param>
/// <param name="Tips">Whole sentences.</param>
/// <param name="Language">The language of <paramref name="Code"/>.</param>
/// <param name="Code">An example, where that is what one shows.</param>
internal sealed record Theme(
    string Tag, string Field, string Subject, string[] Things, string[] Goals, string[] Mistakes, string[] Tips, string? Language, string? Code)
{
    /// <summary>Every theme, the most popular first.</summary>
    public static readonly Theme[] All = Read();

    private static Theme[] Read()
    {
        using var text = Assembly.GetExecutingAssembly().GetManifestResourceStream("Themes.json")!;
        return JsonSerializer.Deserialize<Theme[]>(text, JsonSerializerOptions.Web)!;
    }
}
