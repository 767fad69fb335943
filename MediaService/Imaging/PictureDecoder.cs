using SkiaSharp;

namespace Conduit.MediaService.Imaging;

/// <summary>Decodes pictures to the size that is needed, upright and in sRGB; nothing of a file but its pixels goes further.</summary>
internal sealed class PictureDecoder(DecodeLimits limits)
{
    // Enough to know the colour, and that the whole file can be decoded.
    private const int GlanceWidth = 16;

    /// <summary>Decodes a picture, small. Null when it is damaged, cut short or of a kind that is not known.</summary>
    public async Task<Glance?> GlanceAsync(string file, CancellationToken cancellationToken)
    {
        using var picture = await DecodeAsync(file, GlanceWidth, cancellationToken);
        return picture is null ? null : new Glance(picture.FullWidth, picture.FullHeight, AverageColor(picture.Bitmap));
    }

    /// <summary>Decodes a picture, at most so wide. Null when it is damaged, cut short or of a kind that is not known.</summary>
    public async Task<DecodedPicture?> DecodeAsync(string file, int maxWidth, CancellationToken cancellationToken)
    {
        using var codec = SKCodec.Create(file);
        if (codec is null) return null;
        var plan = DecodePlan.For(codec, maxWidth);
        if (!limits.Allows(plan.Bytes)) return null;
        using var memory = await limits.TakeMemoryAsync(plan.Bytes, cancellationToken);
        return await limits.RunAsync(() => Decode(codec, plan), cancellationToken);
    }

    private static DecodedPicture? Decode(SKCodec codec, DecodePlan plan)
    {
        using var stored = new SKBitmap();
        if (!stored.TryAllocPixels(InfoOf(plan.Stored))) return null;
        if (codec.GetPixels(stored.Info, stored.GetPixels()) != SKCodecResult.Success) return null;
        var upright = new SKBitmap();
        if (!upright.TryAllocPixels(InfoOf(plan.Target))) return null;
        using (var canvas = new SKCanvas(upright))
        using (var image = SKImage.FromPixels(stored.PeekPixels()))
        {
            canvas.Clear(SKColors.Transparent);
            canvas.SetMatrix(plan.Turn());
            // Mipmaps: without them a picture that is made much smaller flickers.
            canvas.DrawImage(image, SKRect.Create(plan.Drawn.Width, plan.Drawn.Height), Resizing.Smooth);
        }

        return new DecodedPicture(upright, plan.FullWidth, plan.FullHeight);
    }

    private static string AverageColor(SKBitmap picture)
    {
        long red = 0, green = 0, blue = 0;
        var pixels = picture.Pixels;
        foreach (var pixel in pixels)
        {
            // On white, as a transparent picture is seen on a page.
            red += Over(pixel.Red, pixel.Alpha);
            green += Over(pixel.Green, pixel.Alpha);
            blue += Over(pixel.Blue, pixel.Alpha);
        }

        return $"#{red / pixels.Length:x2}{green / pixels.Length:x2}{blue / pixels.Length:x2}";
    }

    private static int Over(byte channel, byte alpha) => ((channel * alpha) + (byte.MaxValue * (byte.MaxValue - alpha))) / byte.MaxValue;

    private static SKImageInfo InfoOf(SKSizeI size) =>
        new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
}

/// <summary>What is known of a picture once it was decoded.</summary>
/// <param name="Width">Its width, upright.</param>
/// <param name="Height">Its height, upright.</param>
/// <param name="Color">Its average colour, as <c>#rrggbb</c>.</param>
internal sealed record Glance(int Width, int Height, string Color);

/// <summary>A decoded picture.</summary>
/// <param name="Bitmap">Its pixels, upright, possibly fewer than the picture has.</param>
/// <param name="FullWidth">The picture's width, upright.</param>
/// <param name="FullHeight">The picture's height, upright.</param>
internal sealed record DecodedPicture(SKBitmap Bitmap, int FullWidth, int FullHeight) : IDisposable
{
    public void Dispose() => Bitmap.Dispose();
}
