using System.Buffers.Binary;

namespace Conduit.MediaService.Imaging;

/// <summary>
/// What the first bytes of a picture say: enough to refuse what is no picture or has too many pixels, without decoding any.
/// </summary>
/// <param name="ContentType">Its type, by its content.</param>
/// <param name="Width">Its width as stored, before it is turned.</param>
/// <param name="Height">Its height as stored.</param>
internal sealed record ImageHeader(string ContentType, int Width, int Height)
{
    private const int MinBytes = 30;

    /// <summary>The number of pixels.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Reads the header of a PNG, JPEG, WebP or GIF; null for anything else, also for one without an area.</summary>
    public static ImageHeader? Read(Stream picture)
    {
        Span<byte> start = stackalloc byte[MinBytes];
        if (picture.ReadAtLeast(start, MinBytes, throwOnEndOfStream: false) < MinBytes) return null;
        var header = start switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, _, _, _, _, (byte)'I', (byte)'H', (byte)'D', (byte)'R', ..] =>
                new ImageHeader("image/png", Big32(start[16..]), Big32(start[20..])),
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] =>
                new ImageHeader("image/gif", Little16(start[6..]), Little16(start[8..])),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ReadWebp(start),
            [0xff, 0xd8, 0xff, ..] => JpegHeader.Read(picture),
            _ => null,
        };
        return header is { Width: > 0, Height: > 0 } ? header : null;
    }

    private static ImageHeader? ReadWebp(ReadOnlySpan<byte> start) => start[12..16] switch
    {
        // Lossy: 14 bits each, after the frame's start code.
        [(byte)'V', (byte)'P', (byte)'8', (byte)' '] =>
            new("image/webp", Little16(start[26..]) & 0x3fff, Little16(start[28..]) & 0x3fff),
        // Lossless: 14 bits each, less one, packed after a signature byte.
        [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] when BinaryPrimitives.ReadUInt32LittleEndian(start[21..]) is var bits =>
            new("image/webp", (int)(bits & 0x3fff) + 1, (int)((bits >> 14) & 0x3fff) + 1),
        // Extended: 24 bits each, less one.
        [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => new("image/webp", Little24(start[24..]) + 1, Little24(start[27..]) + 1),
        _ => null,
    };

    // More than an int holds is no size that any limit allows; it stays above all of them.
    private static int Big32(ReadOnlySpan<byte> bytes) => (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), int.MaxValue);

    private static int Little16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static int Little24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
