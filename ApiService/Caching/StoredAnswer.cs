using System.Buffers.Binary;
using System.Text.Json;
using Conduit.Freshness;

namespace Conduit.ApiService.Caching;

/// <summary>A whole answer and what it depends on; in Redis, the length of the second, the second, and the first.</summary>
internal sealed record StoredAnswer(IReadOnlyList<Dependency> On, byte[] Answer)
{
    /// <summary>About how many bytes of memory it takes.</summary>
    public long Size => Answer.Length + On.Weigh();

    /// <summary>Null when these are not the bytes of one.</summary>
    public static StoredAnswer? Read(byte[] bytes)
    {
        if (bytes.Length < sizeof(int)) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - sizeof(int)) return null;
        try
        {
            return JsonSerializer.Deserialize<Dependency[]>(bytes.AsSpan(sizeof(int), length)) is { } on ? new(on, bytes[(sizeof(int) + length)..]) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToBytes()
    {
        var on = JsonSerializer.SerializeToUtf8Bytes(On);
        var bytes = new byte[sizeof(int) + on.Length + Answer.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, on.Length);
        on.CopyTo(bytes, sizeof(int));
        Answer.CopyTo(bytes, sizeof(int) + on.Length);
        return bytes;
    }
}
