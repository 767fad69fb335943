using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Makes the process of a project or an executable.</summary>
internal sealed class ProcessLauncher(ProjectOutputs outputs)
{
    public DcpObject<DcpExecutableSpec, DcpExecutableStatus> Describe(ResourceInstance instance, ExecutionConfig config)
    {
        var (path, folder, leading) = CommandOf(instance.Resource);
        var spec = new DcpExecutableSpec(
            path,
            folder,
            [.. leading, .. config.Arguments.Select(a => ExecutionConfig.EscapeTemplates(a.Text))],
            [.. config.Environment.Select(v => new DcpNameValue(v.Key, ExecutionConfig.EscapeTemplates(v.Value)))]);
        return new("Executable", new(instance.Name) { Annotations = AnnotationsOf(instance) }, spec);
    }

    /// <summary>What the dashboard shows of it.</summary>
    public CustomResourceSnapshot Show(CustomResourceSnapshot snapshot, IResource resource, ExecutionConfig config)
    {
        var (path, folder, leading) = CommandOf(resource);
        return snapshot.With(
            new("executable.path", path),
            new("executable.workDir", folder),
            new("executable.args", leading.Count == 0 ? null : leading) { IsSensitive = true },
            new("resource.appArgs", config.Arguments.Select(a => a.Text).ToArray()) { IsSensitive = true },
            new("resource.appArgsSensitivity", config.Arguments.Select(a => a.IsSecret ? 1 : 0).ToArray()) { IsSensitive = true });
    }

    internal static Dictionary<string, string> AnnotationsOf(ResourceInstance instance)
    {
        var annotations = new Dictionary<string, string>
        {
            ["resource-name"] = instance.Resource.Name,
            ["otel-service-name"] = instance.Resource.Name,
            [OtlpConfigurationExtensions.InstanceIdAnnotation] = instance.Suffix,
        };
        if (EndpointAllocator.ProducersOf(instance.Resource) is { Count: > 0 } producers)
        {
            annotations[DcpServiceProducer.Annotation] = JsonSerializer.Serialize(producers, DcpServiceProducer.Json);
        }

        return annotations;
    }

    private (string Path, string Folder, IReadOnlyList<string> Leading) CommandOf(IResource resource)
    {
        if (resource is ExecutableResource executable)
        {
            return (executable.Command, executable.WorkingDirectory, []);
        }

        var project = resource.Annotations.OfType<IProjectMetadata>().Last();
        return ("dotnet", Path.GetDirectoryName(project.ProjectPath)!, outputs.Find(project.ProjectPath) is { } dll
            ? [dll]
            : ["run", "--project", project.ProjectPath, "--no-build", "--no-launch-profile", "--"]);
    }
}
