using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Makes the container of a resource, on a network of this run.</summary>
internal sealed class ContainerLauncher
{
    private readonly string _network = $"aspire-session-network-{Guid.NewGuid():N}"[..36];

    public Task CreateNetworkAsync(DcpClient client, CancellationToken cancellationToken) => client.CreateAsync(
        DcpClient.ContainerNetworks,
        new DcpObject<DcpContainerNetworkSpec, DcpContainerNetworkStatus>("ContainerNetwork", new(_network), new(_network)),
        cancellationToken);

    public DcpObject<DcpContainerSpec, DcpContainerStatus> Describe(ResourceInstance instance, ExecutionConfig config)
    {
        var container = (ContainerResource)instance.Resource;
        if (!container.TryGetContainerImageName(out var image))
        {
            throw new DistributedApplicationException($"The container {container.Name} has no image.");
        }

        var spec = new DcpContainerSpec(image)
        {
            ContainerName = instance.Name,
            Command = container.Entrypoint,
            Args = [.. config.Arguments.Select(a => ExecutionConfig.EscapeTemplates(a.Text))],
            Env = [.. config.Environment.Select(v => new DcpNameValue(v.Key, ExecutionConfig.EscapeTemplates(v.Value)))],
            Ports = [.. container.Annotations.OfType<EndpointAnnotation>().Where(e => e.TargetPort is not null)
                .Select(e => new DcpContainerPort(e.TargetPort!.Value, e.IsProxied ? null : e.AllocatedEndpoint?.Port))],
            VolumeMounts = [.. container.Annotations.OfType<ContainerMountAnnotation>().Select(m => new DcpVolumeMount(
                m.Type == ContainerMountType.Volume ? "volume" : "bind", m.Source, m.Target, m.IsReadOnly))],
            Networks = [new(_network, [container.Name])],
        };
        return new("Container", new(instance.Name) { Annotations = ProcessLauncher.AnnotationsOf(instance) }, spec);
    }

    public static CustomResourceSnapshot Show(CustomResourceSnapshot snapshot, ContainerResource container, ExecutionConfig config) => snapshot.With(
        new("container.args", config.Arguments.Select(a => a.Text).ToArray()) { IsSensitive = true },
        new("container.command", container.Entrypoint),
        new("container.ports", container.Annotations.OfType<EndpointAnnotation>().Where(e => e.TargetPort is not null)
            .Select(e => e.TargetPort!.Value).ToArray()));
}
