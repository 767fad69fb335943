using SkiaSharp;

namespace Conduit.Lab.Media;

/// <summary>Draws pictures that take as many bytes as photographs do: gradients, shapes and noise.</summary>
internal static class Photograph
{
    private const int Shapes = 300;

    private static readonly SKColor White = new(255, 255, 255, alpha: 90);

    /// <summary>A JPEG of this size in pixels; the seed makes it another one.</summary>
    public static byte[] Draw(int width, int height, int seed) => Encode(width, height, seed, quality: 85);

    /// <summary>A JPEG of about this size in bytes.</summary>
    public static byte[] OfSize(int bytes)
    {
        var side = 1024;
        byte[] picture;
        while ((picture = Encode(side, side * 3 / 4, seed: 1, quality: 92)).Length < bytes) side += side / 8;
        return picture;
    }

    private static byte[] Encode(int width, int height, int seed, int quality)
    {
        // The same pictures in each run.
        var random = new Random(seed);
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            for (var shape = 0; shape < Shapes; shape++)
            {
                using var paint = new SKPaint { Color = new SKColor((uint)random.NextInt64() | 0x60000000), IsAntialias = true };
                canvas.DrawCircle(random.Next(width), random.Next(height), random.Next(width / 6), paint);
            }

            using var noise = new SKPaint { Shader = SKShader.CreatePerlinNoiseFractalNoise(0.05f, 0.05f, 4, seed), Color = White };
            canvas.DrawRect(0, 0, width, height, noise);
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return encoded.ToArray();
    }
}
