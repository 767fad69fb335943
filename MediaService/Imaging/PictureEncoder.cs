using SkiaSharp;

namespace Conduit.MediaService.Imaging;

/// <summary>Encodes variants. What it writes has pixels and no metadata.</summary>
internal sealed class PictureEncoder(DecodeLimits limits)
{
    private static readonly SKWebpEncoderOptions Webp = new(SKWebpEncoderCompression.Lossy, quality: 80);

    // JPEG has no transparency; what was transparent becomes white when the picture is drawn.
    private static readonly SKJpegEncoderOptions Jpeg = new(82, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore);

    /// <summary>Encodes a variant of a decoded picture.</summary>
    public Task<byte[]> EncodeAsync(DecodedPicture picture, Variant variant, CancellationToken cancellationToken) =>
        limits.RunAsync(() => Encode(picture, variant), cancellationToken);

    private static byte[] Encode(DecodedPicture picture, Variant variant)
    {
        var (width, height) = Variant.SizeOf(variant.Width, picture.FullWidth, picture.FullHeight);
        using var sized = new SKBitmap(new SKImageInfo(
            width, height, SKColorType.Rgba8888, SKAlphaType.Premul, picture.Bitmap.ColorSpace));
        using (var canvas = new SKCanvas(sized))
        using (var image = SKImage.FromPixels(picture.Bitmap.PeekPixels()))
        {
            canvas.Clear(variant.Format == VariantFormat.Jpeg ? SKColors.White : SKColors.Transparent);
            canvas.DrawImage(image, SKRect.Create(width, height), Resizing.Smooth);
        }

        using var pixels = sized.PeekPixels();
        using var encoded = variant.Format == VariantFormat.Jpeg ? pixels.Encode(Jpeg) : pixels.Encode(Webp);
        return encoded?.ToArray() ?? throw new InvalidOperationException($"The encoder refused {variant.FileName} of {width} x {height}.");
    }
}

internal static class Resizing
{
    public static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);
}
