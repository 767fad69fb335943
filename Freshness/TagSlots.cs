using System.Text;

namespace Conduit.Freshness;

/// <summary>
/// Maps cache tags to a bounded number of slots, so that a mirror's size does not grow with the number of tags. Tags that share a slot
/// cause an occasional extra read, never a stale value.
/// </summary>
public static class TagSlots
{
    /// <summary>The tag that every write invalidates. It has a slot of its own.</summary>
    public const string Everything = "*";

    private const int Shared = 1 << 15;
    private const int MaxTagLength = 128;
    private const int MaxBytesOfCharacter = 3;

    /// <summary>The number of slots of a database.</summary>
    public const int Count = Shared + 1;

    /// <summary>The slot of a tag, the same in every process.</summary>
    public static int Of(string tag) => tag == Everything ? Shared : (int)(Hash(tag) % Shared);

    /// <summary>The slots of tags, each once.</summary>
    public static int[] Of(IReadOnlyCollection<string> tags)
    {
        var slots = new int[tags.Count];
        var count = 0;
        foreach (var tag in tags)
        {
            var slot = Of(tag);
            if (Array.IndexOf(slots, slot, 0, count) < 0) slots[count++] = slot;
        }

        return count == slots.Length ? slots : slots[..count];
    }

    // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    private static uint Hash(string tag)
    {
        Span<byte> bytes = stackalloc byte[MaxTagLength * MaxBytesOfCharacter];
        var hash = 2166136261;
        foreach (var one in bytes[..Encoding.UTF8.GetBytes(tag.AsSpan(0, Math.Min(tag.Length, MaxTagLength)), bytes)])
            hash = (hash ^ one) * 16777619;
        return hash;
    }
}
