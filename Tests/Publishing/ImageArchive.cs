using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Conduit.Tests.Publishing;

/// <summary>An image in an archive, as <c>docker load</c> reads it.</summary>
/// <param name="Names">Its names.</param>
/// <param name="Configuration">How it runs.</param>
/// <param name="Files">The paths of the files of its last layer, the application.</param>
internal sealed record ImageArchive(IReadOnlyList<string> Names, JsonElement Configuration, IReadOnlyList<string> Files)
{
    public static ImageArchive Read(string path)
    {
        var entries = Entries(File.OpenRead(path));
        var manifest = JsonDocument.Parse(entries["manifest.json"]).RootElement[0];
        var layer = entries[manifest.GetProperty("Layers").EnumerateArray().Last().GetString()!];
        return new(
            [.. manifest.GetProperty("RepoTags").EnumerateArray().Select(tag => tag.GetString()!)],
            JsonDocument.Parse(entries[manifest.GetProperty("Config").GetString()!]).RootElement.GetProperty("config"),
            [.. Entries(new GZipStream(new MemoryStream(layer), CompressionMode.Decompress)).Keys]);
    }

    private static Dictionary<string, byte[]> Entries(Stream tar)
    {
        using var reader = new TarReader(tar);
        var entries = new Dictionary<string, byte[]>();
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            entries[entry.Name] = content.ToArray();
        }

        return entries;
    }
}
