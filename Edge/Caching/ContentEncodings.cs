using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>Compresses responses: once each, when it is stored, so it may take its time.</summary>
internal static class ContentEncodings
{
    public const string None = "identity";
    private const string Brotli = "br";
    private const string Gzip = "gzip";

    // Too small to be worth compressing.
    private const int MinBytes = 512;
    private const int MaxKnown = 1000;
    private const int MaxKnownLength = 200;
    private static readonly BrotliCompressionOptions BrotliOptions = new() { Quality = 5 };

    private static readonly string[] Types = ["text/", "application/json", "application/xml", "application/rss+xml", "application/javascript", "image/svg+xml"];

    // Browsers send few different values.
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);
    private static int _known;

    /// <summary>The best encoding that the client accepts.</summary>
    public static string Preferred(HttpRequest request)
    {
        if (request.Headers.AcceptEncoding is not [{ Length: > 0 } accepted]) return None;
        if (Known.TryGetValue(accepted, out var known)) return known;
        var preferred = StringWithQualityHeaderValue.TryParseList([accepted], out var all) ? Best(all) : None;
        if (accepted.Length <= MaxKnownLength && Volatile.Read(ref _known) < MaxKnown && Known.TryAdd(accepted, preferred)) Interlocked.Increment(ref _known);
        return preferred;
    }

    /// <summary>Compresses a body if that is worth it, and sets the headers.</summary>
    public static byte[] Encode(HttpResponse response, ReadOnlyMemory<byte> body, string encoding)
    {
        if (encoding == None || body.Length < MinBytes || response.Headers.ContentEncoding.Count > 0 || !IsText(response.ContentType)) return body.ToArray();
        using var packed = new MemoryStream();
        using (Stream packing = encoding == Brotli ? new BrotliStream(packed, BrotliOptions) : new GZipStream(packed, CompressionLevel.Optimal)) packing.Write(body.Span);
        response.Headers.ContentEncoding = encoding;
        // The bytes differ and the meaning does not: a weak tag.
        if (response.Headers.ETag.ToString() is ['"', ..] tag) response.Headers.ETag = $"W/{tag}";
        return packed.ToArray();
    }

    /// <summary>Whether other clients get the response in another encoding.</summary>
    public static bool Varies(HttpResponse response, int length) => length >= MinBytes && IsText(response.ContentType);

    private static bool IsText(string? type) => type is not null && Types.Any(text => type.StartsWith(text, StringComparison.OrdinalIgnoreCase));

    private static string Best(IList<StringWithQualityHeaderValue> all) => Takes(all, Brotli) ? Brotli : Takes(all, Gzip) ? Gzip : None;

    private static bool Takes(IList<StringWithQualityHeaderValue> all, string encoding) => all.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is null or > 0);
}
