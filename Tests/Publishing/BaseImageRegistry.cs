using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conduit.Tests.Edge;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Publishing;

/// <summary>
/// A registry of this machine with one image, which stands for .NET's base image: the same user and variables, and nothing inside.
/// </summary>
internal sealed class BaseImageRegistry : IAsyncDisposable
{
    public const string Name = "dotnet/aspnet";
    public const string Tag = "10.0-noble-chiseled";

    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private static readonly string[] Variables = ["APP_UID=1654", "ASPNETCORE_HTTP_PORTS=8080"];

    private readonly Dictionary<string, (string Type, byte[] Content)> _files = [];
    private Origin? _origin;

    /// <summary>The image's name in the registry. The SDK speaks plain http to a registry by the name localhost alone.</summary>
    public string Image => $"localhost:{_origin!.Address.Port}/{Name}:{Tag}";

    public static async Task<BaseImageRegistry> StartAsync()
    {
        var registry = new BaseImageRegistry();
        var (layer, content) = EmptyLayer();
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Env = Variables, User = "1654" },
            rootfs = new { type = "layers", diff_ids = new[] { Digest(content) } },
            history = new[] { new { created_by = "test" } },
        });
        const string ConfigType = "application/vnd.docker.container.image.v1+json";
        const string LayerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = ConfigType, size = config.Length, digest = Digest(config) },
            layers = new[] { new { mediaType = LayerType, size = layer.Length, digest = Digest(layer) } },
        });
        registry.Add($"blobs/{Digest(layer)}", LayerType, layer);
        registry.Add($"blobs/{Digest(config)}", ConfigType, config);
        registry.Add($"manifests/{Tag}", ManifestType, manifest);
        registry.Add($"manifests/{Digest(manifest)}", ManifestType, manifest);
        registry._origin = await Origin.StartAsync(registry.AnswerAsync);
        return registry;
    }

    public ValueTask DisposeAsync() => _origin!.DisposeAsync();

    private void Add(string path, string type, byte[] content) => _files[$"/v2/{Name}/{path}"] = (type, content);

    private async Task AnswerAsync(HttpContext context)
    {
        if (!_files.TryGetValue(context.Request.Path.Value!, out var file))
        {
            context.Response.StatusCode = context.Request.Path == "/v2/" ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Content.Length;
        context.Response.Headers["Docker-Content-Digest"] = Digest(file.Content);
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(file.Content);
    }

    private static (byte[] Compressed, byte[] Content) EmptyLayer()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            using var text = new MemoryStream(Encoding.UTF8.GetBytes("base"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/base") { DataStream = text });
        }

        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar.ToArray());
        return (compressed.ToArray(), tar.ToArray());
    }

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
