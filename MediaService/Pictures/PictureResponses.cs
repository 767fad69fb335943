using System.Globalization;
using Conduit.MediaService.Imaging;
using Conduit.ServiceDefaults;

namespace Conduit.MediaService.Pictures;

/// <summary>A picture as its owner sees it.</summary>
internal sealed record PictureResponse(PictureBody Media)
{
    public static PictureResponse Of(Picture picture) => new(PictureBody.Of(picture));
}

/// <summary>A page of an account's pictures, and how many it has.</summary>
internal sealed record PicturesResponse(IReadOnlyList<PictureBody> Media, long MediaCount);

/// <summary>A picture. Its id is text, because a JavaScript number would round it.</summary>
internal sealed record PictureBody(
    string Id, string Path, string Url, int Width, int Height, string Color, long Size, string State, DateTime CreatedAt,
    IReadOnlyList<VariantBody> Variants)
{
    // What a page shows when it cannot choose by the width of the screen.
    private const int UsualWidth = 1280;

    public static PictureBody Of(Picture picture)
    {
        var path = picture.Address.Path;
        var widths = MediaAddress.WidthsOf(picture.Width);
        var usual = new Variant(widths.LastOrDefault(width => width <= UsualWidth, widths[0]), VariantFormat.Webp);
        // The fragment never reaches a server: with it, a page knows the size and the colour of a picture from its address alone.
        var fragment = string.Create(CultureInfo.InvariantCulture, $"{picture.Width}x{picture.Height}-{picture.Color.TrimStart('#')}");
        return new(
            picture.Id.ToString(CultureInfo.InvariantCulture),
            path,
            $"{path}/{usual.FileName}#{fragment}",
            picture.Width,
            picture.Height,
            picture.Color,
            picture.Size,
            picture.State,
            picture.CreatedAt,
            [.. widths.Select(width => VariantBody.Of(width, picture, path))]);
    }
}

/// <summary>A smaller copy, in both encodings. It can be requested as soon as the picture is uploaded.</summary>
internal sealed record VariantBody(int Width, int Height, string Webp, string Jpeg)
{
    public static VariantBody Of(int variantWidth, Picture picture, string path)
    {
        var (width, height) = Variant.SizeOf(variantWidth, picture.Width, picture.Height);
        return new(
            width,
            height,
            $"{path}/{new Variant(variantWidth, VariantFormat.Webp).FileName}",
            $"{path}/{new Variant(variantWidth, VariantFormat.Jpeg).FileName}");
    }
}
