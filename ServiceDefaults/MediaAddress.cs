using System.Globalization;
using System.Text.RegularExpressions;

namespace Conduit.ServiceDefaults;

/// <summary>
/// The address of a picture of the media service, such as <c>/media/17-0123456789abcdef/1280.webp#1600x900-aabbcc</c>: the id, a hash of
/// the content, the width, and optionally, after <c>#</c>, the size and colour of the picture.
/// </summary>
/// <param name="Id">The id.</param>
/// <param name="Path">The path that all variants share, such as <c>/media/17-0123456789abcdef</c>.</param>
/// <param name="Shape">The size and colour; null: not known.</param>
public sealed partial record MediaAddress(string Id, string Path, PictureShape? Shape)
{
    /// <summary>The names of variants by their widths, rising. A picture has those that <see cref="WidthsOf"/> returns.</summary>
    public static readonly IReadOnlyList<int> Widths = [160, 320, 640, 1280, 1920];

    // Longer texts are no addresses of pictures.
    private const int MaxLength = 120;

    /// <summary>The widths of this picture's variants; only the smallest one when its size is not known.</summary>
    public IReadOnlyList<int> VariantWidths => WidthsOf(Shape?.Width ?? 0);

    /// <summary>
    /// The names of a picture's variants: each width that is smaller than the picture, and the next one, which has the picture's own width.
    /// </summary>
    /// <param name="width">The picture's width.</param>
    /// <returns>Some of <see cref="Widths"/>, at least the smallest.</returns>
    public static IReadOnlyList<int> WidthsOf(int width) => [.. Widths.Where((_, index) => index == 0 || Widths[index - 1] < width)];

    /// <summary>Parses an address, which begins with <c>/media/</c>.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The parts; null when it is not exactly the address of a picture.</returns>
    public static MediaAddress? Parse(string? address)
    {
        if (address is not { Length: <= MaxLength } || Pattern().Match(address) is not { Success: true } match) return null;
        var shape = match.Groups["shape"].Success
            ? new PictureShape(Number(match.Groups["w"]), Number(match.Groups["h"]), match.Groups["color"].Value)
            : null;
        return new(match.Groups["id"].Value, match.Groups["path"].Value, shape);
    }

    /// <summary>The ids of the pictures whose addresses are in a text, each once.</summary>
    /// <param name="text">The text, such as an article in Markdown.</param>
    /// <returns>The ids.</returns>
    public static IReadOnlyList<string> FindIds(string? text) =>
        [.. Anywhere().Matches(text ?? "").Select(match => match.Groups["id"].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>The address of the picture in a width.</summary>
    /// <param name="width">One of <see cref="Widths"/>.</param>
    /// <param name="format">The format: <c>webp</c> or <c>jpg</c>.</param>
    /// <returns>The address, without size and colour.</returns>
    public string Variant(int width, string format = "webp") => string.Create(CultureInfo.InvariantCulture, $"{Path}/{width}.{format}");

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<path>/media/(?<id>[1-9][0-9]{0,18})-[0-9a-f]{16})/(160|320|640|1280|1920)\.(webp|jpg)"
        + @"(#(?<shape>(?<w>[1-9][0-9]{0,4})x(?<h>[1-9][0-9]{0,4})-(?<color>[0-9a-f]{6})))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex("/media/(?<id>[1-9][0-9]{0,18})-[0-9a-f]{16}/", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Anywhere();
}

/// <summary>The size and colour of a picture, from its address, so that a page can reserve its place.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Color">The colour that fills the place until the picture is loaded: six hexadecimal digits.</param>
public sealed record PictureShape(int Width, int Height, string Color);
