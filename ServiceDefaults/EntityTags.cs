using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Conduit.ServiceDefaults;

/// <summary>Entity tags that are made of bytes: the same on every server, and after a write that leaves an answer as it was.</summary>
public static class EntityTags
{
    private const int Bytes = 16;

    /// <summary>The strong tag of an answer.</summary>
    public static string Of(ReadOnlySpan<byte> answer) => $"\"{Base64Url.EncodeToString(SHA256.HashData(answer).AsSpan(0, Bytes))}\"";

    /// <summary>Whether a client that sent this <c>If-None-Match</c> has the answer with this tag.</summary>
    public static bool Include(this StringValues ifNoneMatch, string tag)
    {
        if (ifNoneMatch.Count == 0 || tag.Length == 0) return false;
        if (ifNoneMatch == tag) return true;
        return EntityTagHeaderValue.TryParseList(ifNoneMatch, out var has) && has.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
    }
}
