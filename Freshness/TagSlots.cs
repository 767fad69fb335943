using System.Globalization;
using System.Text;

namespace Conduit.Freshness;

/// <summary>
/// The slot of a tag. However many tags there are, Redis remembers a bounded number of slots a database: 32,768, of about 200 bytes each. Two tags that share one cost a
/// read now and then, never a stale answer.
/// </summary>
internal static class TagSlots
{
    private const uint Count = 1 << 15;

    /// <summary>The slot, the same in every process. The tag of everything has its own.</summary>
    public static string Of(string tag) => tag == Stamps.Everything ? tag : (Hash(tag) % Count).ToString("x4", CultureInfo.InvariantCulture);

    // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    private static uint Hash(string tag)
    {
        Span<byte> bytes = stackalloc byte[512];
        var hash = 2166136261;
        foreach (var one in bytes[..Encoding.UTF8.GetBytes(tag.AsSpan(0, Math.Min(tag.Length, 128)), bytes)]) hash = (hash ^ one) * 16777619;
        return hash;
    }
}
