using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Conduit.Tests.Media;

/// <summary>Pictures that tests upload, good and bad.</summary>
internal static class TestPictures
{
    /// <summary>The text that a picture's metadata has and no variant may have.</summary>
    public const string Secret = "taken at home, 52.5200 N";

    public static byte[] Png(int width, int height) => Encode(width, height, SKEncodedImageFormat.Png);

    public static byte[] Jpeg(int width, int height) => Encode(width, height, SKEncodedImageFormat.Jpeg);

    public static byte[] Webp(int width, int height) => Encode(width, height, SKEncodedImageFormat.Webp);

    /// <summary>The smallest GIF there is: one transparent pixel.</summary>
    public static byte[] Gif() => Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>A photograph as a phone stores it: turned by EXIF, with the place and a description.</summary>
    public static byte[] PhoneJpeg(int width, int height, ushort orientation)
    {
        var jpeg = Jpeg(width, height);
        var exif = Exif(orientation);
        byte[] head = [0xff, 0xe1, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)(exif.Length + 2));
        return [.. jpeg[..2], .. head, .. exif, .. jpeg[2..]];
    }

    /// <summary>A few bytes that claim to be 2,500 megapixels.</summary>
    public static byte[] Bomb()
    {
        var png = Png(1, 1);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), 50_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), 50_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        return png;
    }

    /// <summary>A JPEG that is a page with a script, too, for a browser that guesses types.</summary>
    public static byte[] Polyglot() => [.. Jpeg(200, 100), .. Encoding.UTF8.GetBytes($"<html><script>alert('{Secret}')</script></html>")];

    // Left half red, right half blue, so that a turn can be seen.
    private static byte[] Encode(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Blue);
            canvas.DrawRect(0, 0, width / 2f, height, new SKPaint { Color = SKColors.Red });
        }

        return bitmap.Encode(format, quality: 90).ToArray();
    }

    // The checksum of PNG's chunks: without the right one a decoder would refuse the header, whatever it says.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }

    // A TIFF of two directories: description, orientation and a pointer; then the place.
    private static byte[] Exif(ushort orientation)
    {
        var text = Encoding.ASCII.GetBytes(Secret + "\0");
        const int Start = 8;
        const int FirstEntries = 3;
        const int GpsStart = Start + 2 + (FirstEntries * 12) + 4;
        const int TextStart = GpsStart + 2 + 12 + 4;
        var tiff = new byte[TextStart + text.Length];
        "II*\0"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(4), Start);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(Start), FirstEntries);
        Entry(tiff.AsSpan(Start + 2), 0x010e, 2, (uint)text.Length, TextStart);
        Entry(tiff.AsSpan(Start + 14), 0x0112, 3, 1, orientation);
        Entry(tiff.AsSpan(Start + 26), 0x8825, 4, 1, GpsStart);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(GpsStart), 1);
        Entry(tiff.AsSpan(GpsStart + 2), 0x0001, 2, 2, 'N');
        text.CopyTo(tiff.AsSpan(TextStart));
        return [.. "Exif\0\0"u8, .. tiff];
    }

    private static void Entry(Span<byte> entry, ushort tag, ushort type, uint count, uint value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(entry, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], type);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], count);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], value);
    }
}
