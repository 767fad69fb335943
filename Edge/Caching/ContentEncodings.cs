using System.Collections.Concurrent;
using System.IO.Compression;
using Conduit.Edge.Requests;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>Compresses each response once, when it is stored, so a high compression level pays off.</summary>
internal static class ContentEncodings
{
    public const string None = "identity";
    private const string Brotli = "br";
    private const string Gzip = "gzip";

    // Too small to be worth compressing.
    private const int MinBytes = 512;
    private const int MaxCached = 1000;
    private const int MaxCachedLength = 200;
    private static readonly BrotliCompressionOptions BrotliOptions = new() { Quality = 5 };

    private static readonly string[] Types =
        ["text/", "application/json", "application/xml", "application/rss+xml", "application/javascript", "image/svg+xml"];

    // The preferred encodings by Accept-Encoding; browsers send few different values.
    private static readonly ConcurrentDictionary<string, string> Cached = new(StringComparer.Ordinal);
    private static int _cachedCount;

    /// <summary>The best encoding that the client accepts.</summary>
    public static string Preferred(HttpRequest request)
    {
        // Pictures are compressed already, and each would be stored once an encoding.
        if (request.IsForMedia() || request.Headers.AcceptEncoding is not [{ Length: > 0 } accepted]) return None;
        if (Cached.TryGetValue(accepted, out var cached)) return cached;
        var preferred = StringWithQualityHeaderValue.TryParseList([accepted], out var all) ? Best(all) : None;
        if (accepted.Length <= MaxCachedLength && Volatile.Read(ref _cachedCount) < MaxCached && Cached.TryAdd(accepted, preferred))
            Interlocked.Increment(ref _cachedCount);
        return preferred;
    }

    /// <summary>Compresses a body if that is worth it, and sets the headers.</summary>
    public static byte[] Encode(HttpResponse response, ReadOnlyMemory<byte> body, string encoding)
    {
        if (encoding == None || response.Headers.ContentEncoding.Count > 0 || !Varies(response, body.Length)) return body.ToArray();
        using var compressed = new MemoryStream();
        using (var compression = NewStream(compressed, encoding)) compression.Write(body.Span);
        response.Headers.ContentEncoding = encoding;
        // The bytes differ but the meaning does not, so the entity tag is weak.
        if (response.Headers.ETag.ToString() is ['"', ..] tag) response.Headers.ETag = $"W/{tag}";
        return compressed.ToArray();
    }

    /// <summary>Whether other clients may get the response in another encoding.</summary>
    public static bool Varies(HttpResponse response, int length) => length >= MinBytes && IsText(response.ContentType);

    private static Stream NewStream(MemoryStream output, string encoding) =>
        encoding == Brotli ? new BrotliStream(output, BrotliOptions) : new GZipStream(output, CompressionLevel.Optimal);

    private static bool IsText(string? type) =>
        type is not null && Types.Any(text => type.StartsWith(text, StringComparison.OrdinalIgnoreCase));

    private static string Best(IList<StringWithQualityHeaderValue> all) => Accepts(all, Brotli) ? Brotli : Accepts(all, Gzip) ? Gzip : None;

    private static bool Accepts(IList<StringWithQualityHeaderValue> all, string encoding) =>
        all.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);
}
