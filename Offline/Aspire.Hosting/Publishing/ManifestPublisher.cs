using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest that deployment tools read.</summary>
internal sealed class ManifestPublisher
{
    private const string DefaultName = "aspire-manifest.json";
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DistributedApplicationExecutionContext _execution;
    private readonly string _outputPath;

    public ManifestPublisher(DistributedApplicationExecutionContext execution, IConfiguration configuration)
    {
        if (configuration["Publishing:Publisher"] is { Length: > 0 } publisher and not "manifest")
            throw new DistributedApplicationException($"The publisher '{publisher}' is not known: it is manifest.");

        _execution = execution;
        _outputPath = configuration["Publishing:OutputPath"] ?? Directory.GetCurrentDirectory();
    }

    /// <summary>Writes it to the file that was asked for, or into that folder; where it is.</summary>
    public async Task<string> PublishAsync(DistributedApplicationModel model, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(_outputPath);
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            path = Path.Combine(path, DefaultName);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        await using var file = File.Create(path);
        await using var json = new Utf8JsonWriter(file, Options);
        var manifest = new ManifestPublishingContext(_execution, path, json, cancellationToken);
        var references = new ManifestReferences();

        json.WriteStartObject();
        json.WriteStartObject("resources");
        foreach (var resource in model.Resources)
        {
            if (!resource.IsExcludedFromPublish())
                await new ManifestEntry(resource, manifest, references).WriteAsync().ConfigureAwait(false);
        }

        await references.WriteAsync(model, manifest).ConfigureAwait(false);
        json.WriteEndObject();
        json.WriteEndObject();
        return path;
    }
}
