using System.Globalization;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes one resource into a manifest.</summary>
internal sealed class ManifestEntry(IResource resource, ManifestPublishingContext manifest, ManifestReferences references)
{
    private readonly Utf8JsonWriter _json = manifest.Writer;

    public async Task WriteAsync()
    {
        _json.WriteStartObject(resource.Name);
        await WriteByKindAsync().ConfigureAwait(false);
        _json.WriteEndObject();
    }

    private async Task WriteByKindAsync()
    {
        switch (resource)
        {
            case ProjectResource:
                _json.WriteString("type", "project.v0");
                _json.WriteString("path", RelativePath(resource.Annotations.OfType<IProjectMetadata>().Last().ProjectPath));
                break;
            case ParameterResource parameter:
                WriteParameter(parameter);
                return;
            case ExecutableResource executable:
                _json.WriteString("type", "executable.v0");
                _json.WriteString("workingDirectory", RelativePath(executable.WorkingDirectory));
                _json.WriteString("command", executable.Command);
                break;
            case var _ when resource.TryGetContainerImageName(out var image):
                _json.WriteString("type", "container.v0");
                WriteConnectionString();
                _json.WriteString("image", image);
                if (resource is ContainerResource { Entrypoint: { } entrypoint })
                    _json.WriteString("entrypoint", entrypoint);
                break;
            case IResourceWithConnectionString:
                _json.WriteString("type", "value.v0");
                WriteConnectionString();
                return;
            default:
                _json.WriteString("error", "This resource does not support generation in the manifest.");
                return;
        }

        await WriteArgumentsAsync().ConfigureAwait(false);
        WriteMounts(ContainerMountType.BindMount, "bindMounts", "source", RelativePath);
        WriteMounts(ContainerMountType.Volume, "volumes", "name", name => name);
        await WriteEnvironmentAsync().ConfigureAwait(false);
        WriteBindings();
    }

    private void WriteParameter(ParameterResource parameter)
    {
        _json.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString)
            _json.WriteString("connectionString", $"{{{parameter.Name}.value}}");
        _json.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        _json.WriteStartObject("inputs");
        _json.WriteStartObject("value");
        _json.WriteString("type", "string");
        if (parameter.Secret)
            _json.WriteBoolean("secret", true);
        if (parameter.Default is { } @default)
        {
            _json.WriteStartObject("default");
            @default.WriteToManifest(manifest);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteConnectionString()
    {
        if (resource is IResourceWithConnectionString { ConnectionStringExpression: var expression })
            _json.WriteString("connectionString", Expression(expression));
    }

    private async Task WriteArgumentsAsync()
    {
        List<object> args = [];
        var context = new CommandLineArgsCallbackContext(args, resource, manifest.CancellationToken)
        {
            ExecutionContext = manifest.ExecutionContext,
        };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(context).ConfigureAwait(false);

        if (args.Count == 0)
            return;

        _json.WriteStartArray("args");
        foreach (var arg in args)
            _json.WriteStringValue(Expression(arg));
        _json.WriteEndArray();
    }

    private void WriteMounts(ContainerMountType type, string property, string sourceName, Func<string, string> source)
    {
        var mounts = resource.Annotations.OfType<ContainerMountAnnotation>().Where(m => m.Type == type).ToList();
        if (mounts.Count == 0)
            return;

        _json.WriteStartArray(property);
        foreach (var mount in mounts)
        {
            _json.WriteStartObject();
            _json.WriteString(sourceName, source(mount.Source ?? $"{resource.Name}-{mount.Target.Trim('/').Replace('/', '-')}"));
            _json.WriteString("target", mount.Target);
            _json.WriteBoolean("readOnly", mount.IsReadOnly);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private async Task WriteEnvironmentAsync()
    {
        var context = new EnvironmentCallbackContext(manifest.ExecutionContext, resource, cancellationToken: manifest.CancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context).ConfigureAwait(false);

        if (context.EnvironmentVariables.Count == 0)
            return;

        _json.WriteStartObject("env");
        foreach (var (name, value) in context.EnvironmentVariables)
            _json.WriteString(name, Expression(value));
        _json.WriteEndObject();
    }

    private void WriteBindings()
    {
        if (!resource.TryGetEndpoints(out var endpoints))
            return;

        var freePort = 8000;
        _json.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            _json.WriteStartObject(endpoint.Name);
            _json.WriteString("scheme", endpoint.UriScheme);
            _json.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
            _json.WriteString("transport", endpoint.Transport);
            if (endpoint.Port is { } port)
                _json.WriteNumber("port", port);
            // A project's port is the platform's choice.
            if (endpoint.TargetPort is { } targetPort)
                _json.WriteNumber("targetPort", targetPort);
            else if (resource is not ProjectResource)
                _json.WriteNumber("targetPort", freePort++);
            if (endpoint.IsExternal)
                _json.WriteBoolean("external", true);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private string Expression(object value)
    {
        references.Add(value);
        return value switch
        {
            IManifestExpressionProvider provider => provider.ValueExpression,
            IResourceBuilder<IResource> { Resource: IManifestExpressionProvider provider } => provider.ValueExpression,
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    private string RelativePath(string path)
    {
        var relative = Path.GetRelativePath(Path.GetDirectoryName(manifest.ManifestPath)!, path).Replace('\\', '/');
        return relative.StartsWith('.') || Path.IsPathRooted(relative) ? relative : "./" + relative;
    }
}
