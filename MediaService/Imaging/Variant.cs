using System.Globalization;
using Conduit.ServiceDefaults;

namespace Conduit.MediaService.Imaging;

/// <summary>The encodings of variants.</summary>
internal enum VariantFormat
{
    Webp,
    Jpeg,
}

/// <summary>A smaller copy of a picture, without any metadata: its width and its encoding.</summary>
/// <param name="Width">Its width; less where the picture itself has less.</param>
/// <param name="Format">Its encoding.</param>
internal readonly record struct Variant(int Width, VariantFormat Format)
{
    private const string Jpeg = "jpg";
    private const string Webp = "webp";

    /// <summary>The widths, rising.</summary>
    public static readonly int[] Widths = [.. MediaAddress.Widths];

    /// <summary>The end of the variant's name.</summary>
    public string Extension => Format == VariantFormat.Jpeg ? Jpeg : Webp;

    /// <summary>Its type.</summary>
    public string ContentType => Format == VariantFormat.Jpeg ? "image/jpeg" : "image/webp";

    /// <summary>Its file name.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Width}.{Extension}");

    /// <summary>All variants of a picture, those that a page needs first at the front.</summary>
    public static IEnumerable<Variant> AllOf(int width) =>
        from format in (VariantFormat[])[VariantFormat.Webp, VariantFormat.Jpeg]
        from one in MediaAddress.WidthsOf(width).OrderBy(one => one == Widths[^1])
        select new Variant(one, format);

    /// <summary>
    /// The variant that a name asks for, or the largest one that the picture has in its place; null for no variant's name.
    /// </summary>
    public static Variant? Find(string name, int pictureWidth)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || FormatOf(name[(dot + 1)..]) is not { } format) return null;
        if (!int.TryParse(name.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var width)) return null;
        if (!Widths.Contains(width) || name[0] == '0') return null;
        var existing = MediaAddress.WidthsOf(pictureWidth);
        return new(existing.LastOrDefault(one => one <= width, existing[0]), format);
    }

    /// <summary>The size of a variant in pixels.</summary>
    public static (int Width, int Height) SizeOf(int variantWidth, int width, int height)
    {
        var real = Math.Min(variantWidth, width);
        return (real, Math.Max(1, (int)Math.Round((double)height * real / width)));
    }

    private static VariantFormat? FormatOf(string extension) => extension switch
    {
        Jpeg => VariantFormat.Jpeg,
        Webp => VariantFormat.Webp,
        _ => null,
    };
}
