using Conduit.Hosting.Postgres;
using Conduit.Hosting.Redis;

namespace Conduit.Hosting.Publishing.Model;

/// <summary>
/// Reads the application's model in publish mode. Environment variables and arguments are those that the callbacks of the resources set, so
/// what an AppHost adds is published without a second edit.
/// </summary>
internal sealed class DeploymentReader(
    string product, DistributedApplicationModel model, DistributedApplicationExecutionContext execution)
{
    public async Task<Deployment> ReadAsync(CancellationToken cancellationToken)
    {
        var projects = model.Resources.OfType<ProjectResource>().ToList();
        var jobs = projects.Where(project => !IsExcluded(project)).SelectMany(JobsOf).Distinct().ToList();
        var published = projects.Where(project => !IsExcluded(project) && !jobs.Contains(project));
        return new(
            product,
            await AllAsync(published, project => ReadProjectAsync(project, cancellationToken)),
            await AllAsync(projects.Where(project => jobs.Contains(project)), job => ReadProjectAsync(job, cancellationToken)),
            await AllAsync(
                model.Resources.OfType<ContainerResource>(), container => ReadContainerAsync(container, cancellationToken)),
            [
                .. model.Resources.SelectMany(resource => resource.Annotations.OfType<PostgresShardAnnotation>())
                    .DistinctBy(shard => shard.Name)
                    .Select(ReadShard),
            ],
            [
                .. model.Resources.Where(resource => resource is ParameterResource and IResourceWithConnectionString)
                    .Select(resource => resource.Name),
            ]);
    }

    private async Task<PublishedService> ReadProjectAsync(ProjectResource project, CancellationToken cancellationToken) => new(
        project.Name,
        $"{product}-{ProgramOf(project).ToLowerInvariant()}",
        $"/app/{ProgramOf(project)}.dll",
        await ReadArgumentsAsync(project, cancellationToken),
        await ReadEnvironmentAsync(project, cancellationToken),
        ReadPorts(project),
        [
            .. project.Annotations.OfType<EndpointProbeAnnotation>()
                .Select(probe => new PublishedProbe(probe.Type, probe.Path, probe.EndpointReference.EndpointName)),
        ],
        project.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1,
        project.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal),
        project.Annotations.OfType<LogFollowerAnnotation>().Any(),
        [.. JobsOf(project).Select(job => job.Name)]);

    private async Task<PublishedContainer> ReadContainerAsync(ContainerResource container, CancellationToken cancellationToken) => new(
        container.Name,
        ImageOf(container),
        container.Entrypoint,
        await ReadArgumentsAsync(container, cancellationToken),
        await ReadEnvironmentAsync(container, cancellationToken),
        ReadPorts(container),
        [
            .. container.Annotations.OfType<ContainerMountAnnotation>()
                .Where(mount => mount.Type == ContainerMountType.Volume)
                .Select(mount => mount.Target),
        ],
        container.Annotations.OfType<CacheServerAnnotation>().LastOrDefault()?.Memory);

    private static string ImageOf(IResource container)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Last();
        return $"{image.Registry ?? "docker.io"}/{image.Image}:{image.Tag}";
    }

    private async Task<IReadOnlyDictionary<string, Template>> ReadEnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, [], cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        return new SortedDictionary<string, Template>(
            context.EnvironmentVariables.ToDictionary(variable => variable.Key, variable => TemplateReader.Read(variable.Value)),
            StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<Template>> ReadArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = execution };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(context);
        return [.. context.Args.Select(TemplateReader.Read)];
    }

    private static string ProgramOf(ProjectResource project) =>
        Path.GetFileNameWithoutExtension(project.GetProjectMetadata().ProjectPath);

    private static List<PublishedPort> ReadPorts(IResource resource) =>
    [
        .. resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => new PublishedPort(endpoint.Name, PortNumbers.Of(resource, endpoint.Name), endpoint.IsExternal)),
    ];

    private static DatabaseShard ReadShard(PostgresShardAnnotation annotation)
    {
        var (name, shard, access, replication) = annotation;
        return new(
            name,
            ImageOf(shard.Nodes[0].Resource),
            [.. shard.Nodes.Select(node => node.Resource.Name)],
            replication.SynchronousCommit,
            replication.Standby == StandbyRole.Synchronous,
            new(access.Service, access.ServicePassword.Resource.Name),
            [.. access.Roles.Select(role => new DatabaseRole(role.Name, role.Password.Resource.Name))],
            [.. shard.Databases.Select(database => ReadDatabase(database, access))]);
    }

    private static ShardDatabase ReadDatabase(string name, PostgresAccess access)
    {
        var owner = access.Roles.FirstOrDefault(role => role.Owned == name)?.Name ?? access.Service;
        return new(
            name,
            owner,
            [.. access.Roles.Where(role => role.Databases.Contains(name) && role.Name != owner).Select(role => role.Name)]);
    }

    private static IEnumerable<IResource> JobsOf(ProjectResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>()
            .Where(wait => wait.WaitType == WaitType.WaitForCompletion)
            .Select(wait => wait.Resource)
            .Distinct();

    private static bool IsExcluded(ProjectResource resource) =>
        resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>().LastOrDefault() is { Callback: null };

    private static async Task<IReadOnlyList<TResult>> AllAsync<TSource, TResult>(
        IEnumerable<TSource> sources, Func<TSource, Task<TResult>> read)
    {
        var results = new List<TResult>();
        foreach (var source in sources)
            results.Add(await read(source));
        return results;
    }
}
