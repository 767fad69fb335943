using System.Buffers;
using System.Globalization;

namespace Conduit.MediaService.Pictures;

/// <summary>The addresses of a picture: its id, and a hash of its content, so that what is behind an address never changes.</summary>
/// <param name="Id">The id.</param>
/// <param name="Hash">The hash.</param>
internal readonly record struct PictureAddress(long Id, string Hash)
{
    private const int HashLength = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The path below which its variants are.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/media/{Id}-{Hash}");

    /// <summary>The part of a SHA-256 that addresses have: 64 bits, too many to find by trying.</summary>
    public static string HashOf(ReadOnlySpan<byte> sha256) => Convert.ToHexStringLower(sha256[..(HashLength / 2)]);

    /// <summary>Reads <c>id-hash</c>; null for anything else.</summary>
    public static PictureAddress? Parse(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && text.Length == dash + 1 + HashLength
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && text.AsSpan(dash + 1).IndexOfAnyExcept(Digits) < 0
                ? new(id, text[(dash + 1)..])
                : null;
    }
}
