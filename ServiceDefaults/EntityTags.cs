using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Conduit.ServiceDefaults;

/// <summary>
/// Entity tags that are hashes of bytes: the same on every server, and unchanged by a write that does not change the response.
/// </summary>
public static class EntityTags
{
    private const int Bytes = 16;

    /// <summary>The strong tag of a response.</summary>
    public static string Of(ReadOnlySpan<byte> response) => $"\"{Base64Url.EncodeToString(SHA256.HashData(response).AsSpan(0, Bytes))}\"";

    /// <summary>Makes the response a 304, which describes no body.</summary>
    public static void SetNotModified(this HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status304NotModified;
        response.Headers.ContentType = response.Headers.ContentEncoding = default;
        response.ContentLength = null;
    }

    /// <summary>Whether a client that sent this <c>If-None-Match</c> has the response with this tag.</summary>
    public static bool Include(this StringValues ifNoneMatch, string tag)
    {
        if (ifNoneMatch.Count == 0 || tag.Length == 0) return false;
        if (ifNoneMatch == tag) return true;
        return EntityTagHeaderValue.TryParseList(ifNoneMatch, out var clientTags)
            && clientTags.Any(clientTag => Matches(clientTag, tag));
    }

    private static bool Matches(EntityTagHeaderValue clientTag, string tag) =>
        clientTag.Equals(EntityTagHeaderValue.Any) || clientTag.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false);
}
