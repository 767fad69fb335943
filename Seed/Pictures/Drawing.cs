using System.Buffers.Binary;
using System.IO.Compression;

namespace Conduit.Seed.Pictures;

/// <summary>A picture that is painted shape by shape, and encoded as PNG.</summary>
internal sealed class Drawing(int width, int height)
{
    private const int Parts = 3;

    private readonly Color[] _pixels = new Color[width * height];

    /// <summary>The relation of width to height: points have x from 0 to this and y from 0, at the top, to 1.</summary>
    public double Ratio => (double)width / height;

    /// <summary>Paints a shape.</summary>
    /// <param name="distance">The distance of a point from the shape's edge, negative within the shape.</param>
    /// <param name="color">The colour of a point.</param>
    public void Paint(Func<double, double, double> distance, Func<double, double, Color> color)
    {
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (x, y) = ((column + 0.5) / height, (row + 0.5) / height);
                // A pixel that the edge crosses is covered in part, so that edges are smooth.
                var coverage = Math.Clamp(0.5 - (distance(x, y) * height), 0, 1);
                if (coverage == 0) continue;
                ref var pixel = ref _pixels[(row * width) + column];
                pixel = pixel.Mix(color(x, y), coverage);
            }
        }
    }

    public void PaintEllipse(double x, double y, double radiusX, double radiusY, Color color) => Paint(
        (px, py) => (Math.Sqrt(Math.Pow((px - x) / radiusX, 2) + Math.Pow((py - y) / radiusY, 2)) - 1) * Math.Min(radiusX, radiusY),
        (_, _) => color);

    /// <summary>The picture as PNG.</summary>
    public byte[] ToPng()
    {
        using var png = new MemoryStream();
        png.Write([0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits a part
        header[9] = 2; // red, green and blue
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress());
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private byte[] Compress()
    {
        using var compressed = new MemoryStream();
        using (var compression = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            var line = new byte[1 + (width * Parts)];
            line[0] = 1; // each byte is the difference to that of the pixel on the left
            for (var row = 0; row < height; row++)
            {
                var left = (Red: (byte)0, Green: (byte)0, Blue: (byte)0);
                for (var column = 0; column < width; column++)
                {
                    var pixel = _pixels[(row * width) + column];
                    var current = (Red: ToByte(pixel.Red), Green: ToByte(pixel.Green), Blue: ToByte(pixel.Blue));
                    var at = 1 + (column * Parts);
                    line[at] = (byte)(current.Red - left.Red);
                    line[at + 1] = (byte)(current.Green - left.Green);
                    line[at + 2] = (byte)(current.Blue - left.Blue);
                    left = current;
                }

                compression.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static byte ToByte(double part) => (byte)Math.Clamp(Math.Round(part * 255), 0, 255);

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] checkedBytes = [.. type, .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(checkedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(checkedBytes));
        png.Write(number);
    }

    // CRC-32, as PNG demands it.
    private static uint Checksum(byte[] bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var one in bytes)
        {
            checksum ^= one;
            for (var bit = 0; bit < 8; bit++) checksum = (checksum >> 1) ^ (0xedb88320 & (0 - (checksum & 1)));
        }

        return ~checksum;
    }
}
