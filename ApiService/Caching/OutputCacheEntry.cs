using System.Buffers.Binary;
using System.Text.Json;
using Conduit.Freshness;

namespace Conduit.ApiService.Caching;

/// <summary>A response in Redis: the length of its dependencies, the dependencies as JSON, and the framework's bytes.</summary>
internal sealed record OutputCacheEntry(IReadOnlyList<Dependency> Dependencies, byte[] Response)
{
    /// <summary>Reads an entry; null when the bytes are not one.</summary>
    public static OutputCacheEntry? Read(byte[] bytes)
    {
        if (bytes.Length < sizeof(int)) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - sizeof(int)) return null;
        try
        {
            return JsonSerializer.Deserialize<Dependency[]>(bytes.AsSpan(sizeof(int), length)) is { } dependencies
                ? new(dependencies, bytes[(sizeof(int) + length)..])
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToBytes()
    {
        var dependencies = JsonSerializer.SerializeToUtf8Bytes(Dependencies);
        var bytes = new byte[sizeof(int) + dependencies.Length + Response.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, dependencies.Length);
        dependencies.CopyTo(bytes, sizeof(int));
        Response.CopyTo(bytes, sizeof(int) + dependencies.Length);
        return bytes;
    }
}
