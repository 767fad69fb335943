using System.Buffers.Binary;

namespace Conduit.MediaService.Imaging;

/// <summary>Finds the frame header of a JPEG, which has its size, behind any number of other segments.</summary>
internal static class JpegHeader
{
    // Profiles, thumbnails and notes come first. What needs more of them than this is no photograph.
    private const int MaxSegments = 512;
    private const int StartOfImage = 2;
    private const int FrameBytes = 5;

    public static ImageHeader? Read(Stream picture)
    {
        picture.Position = StartOfImage;
        Span<byte> segment = stackalloc byte[4];
        for (var count = 0; count < MaxSegments; count++)
        {
            if (!TryRead(picture, segment) || segment[0] != 0xff) return null;
            var (marker, length) = (segment[1], BinaryPrimitives.ReadUInt16BigEndian(segment[2..]));
            // Any number of 0xff may come before a marker.
            if (marker == 0xff)
            {
                picture.Position -= 3;
                continue;
            }

            // The picture itself begins, and there was no frame header; or the length does not even count itself.
            if (marker is 0xda or 0xd9 || length < 2) return null;
            if (IsFrame(marker)) return ReadFrame(picture);
            picture.Position += length - 2;
        }

        return null;
    }

    // All frames but the tables (C4, CC) and the reserved one (C8) that lie between them.
    private static bool IsFrame(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    private static ImageHeader? ReadFrame(Stream picture)
    {
        Span<byte> frame = stackalloc byte[FrameBytes];
        return TryRead(picture, frame)
            ? new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), BinaryPrimitives.ReadUInt16BigEndian(frame[1..]))
            : null;
    }

    private static bool TryRead(Stream picture, Span<byte> bytes) =>
        picture.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
}
