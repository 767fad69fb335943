using SkiaSharp;

namespace Conduit.MediaService.Imaging;

/// <summary>How a picture is decoded: a JPEG or WebP at a fraction of its size, then made smaller and turned in one step.</summary>
/// <param name="Stored">The size that is decoded, as stored.</param>
/// <param name="Drawn">The size that it is drawn at, as stored.</param>
/// <param name="Origin">Where its first row and column belong, by EXIF.</param>
/// <param name="FullWidth">The picture's width, upright.</param>
/// <param name="FullHeight">The picture's height, upright.</param>
internal sealed record DecodePlan(SKSizeI Stored, SKSizeI Drawn, SKEncodedOrigin Origin, int FullWidth, int FullHeight)
{
    private const int BytesPerPixel = 4;
    private const int Eighths = 8;

    // From here on, in the order of EXIF, rows and columns change places.
    private bool IsSideways => Origin >= SKEncodedOrigin.LeftTop;

    /// <summary>The size of the result, upright.</summary>
    public SKSizeI Target => IsSideways ? new(Drawn.Height, Drawn.Width) : Drawn;

    /// <summary>The memory that decoding takes: the decoded pixels, their mipmaps (a third of them), and the result.</summary>
    public long Bytes => BytesPerPixel * (((long)Stored.Width * Stored.Height * 4 / 3) + ((long)Drawn.Width * Drawn.Height));

    public static DecodePlan For(SKCodec codec, int maxWidth)
    {
        var (width, height, origin) = (codec.Info.Width, codec.Info.Height, codec.EncodedOrigin);
        var isSideways = origin >= SKEncodedOrigin.LeftTop;
        var (fullWidth, fullHeight) = isSideways ? (height, width) : (width, height);
        var scale = Math.Min(1f, (float)maxWidth / fullWidth);
        var drawn = new SKSizeI(Math.Max(1, (int)MathF.Round(width * scale)), Math.Max(1, (int)MathF.Round(height * scale)));
        // A JPEG is decoded at eighths of its size; the next smaller one would have to be made larger again.
        var stored = codec.GetScaledDimensions(MathF.Ceiling(scale * Eighths) / Eighths);
        if (stored.Width < drawn.Width || stored.Height < drawn.Height) stored = new(width, height);
        return new(stored, drawn, origin, fullWidth, fullHeight);
    }

    /// <summary>Maps the drawn rectangle to the upright result.</summary>
    public SKMatrix Turn()
    {
        var (width, height) = ((float)Drawn.Width, (float)Drawn.Height);
        return Origin switch
        {
            SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
    }
}
