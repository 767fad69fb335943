using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>The files for Kubernetes: a base, and the overlays <c>small</c> and <c>production</c>.</summary>
internal sealed class KubernetesFiles(Deployment deployment, IReadOnlyList<string> hosts, ContainerImageNames images)
{
    // Of overlays, too: each publication writes all files anew.
    private const string Comment = "Written by the AppHost (docs/publishing.md); put changes into an overlay of your own, not here.";
    private const string KustomizationFile = "kustomization.yaml";

    private readonly Kustomizations _kustomizations = new(deployment, images);

    /// <summary>The text of each file by its path.</summary>
    /// <exception cref="DistributedApplicationException">More servers could follow the log than were measured.</exception>
    public IReadOnlyDictionary<string, string> Write()
    {
        LogFollowers.Check(deployment, service => Sizes.Servers(service).Most);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, objects) in BaseObjects())
            files[$"base/{name}"] = YamlText.Write(Comment, objects);
        files[$"base/{KustomizationFile}"] = YamlText.Write(
            Comment, Kustomizations.Base(files.Keys.Select(path => path["base/".Length..]).ToList()));
        AddOverlay(files, "small", [], [], [], []);
        AddOverlay(files, "production", ProductionObjects(), ProductionPatches(), FixedReplicas(), [Shards.BackupStore]);
        return files;
    }

    private IEnumerable<(string Name, IEnumerable<YamlMap> Objects)> BaseObjects()
    {
        var pods = new Pods(deployment);
        var servers = new Servers(pods);
        var caches = new Caches(pods);
        yield return ("namespace.yaml", [Namespace]);
        yield return ("network.yaml", new NetworkPolicies(deployment).All());
        foreach (var service in deployment.Services)
        {
            var route = service.IsExternal ? new[] { Route(service) } : [];
            yield return ($"{service.Name}.yaml", servers.Of(service).Concat(route));
        }

        foreach (var job in deployment.Jobs)
            yield return ($"{job.Name}.yaml", [servers.JobOf(job)]);
        foreach (var cache in deployment.Caches)
            yield return ($"{cache.Name}.yaml", caches.Of(cache));
        foreach (var shard in deployment.Shards)
            yield return ($"{shard.Name}.yaml", [Shards.Of(shard)]);
    }

    private IEnumerable<(string Name, IEnumerable<YamlMap> Objects)> ProductionObjects() =>
    [
        ("autoscaling.yaml", deployment.Services.Select(Servers.AutoscalerOf).OfType<YamlMap>()),
        (
            "backups.yaml",
            deployment.Shards.Select(Shards.BackupOf).Prepend(Shards.Store("https://ACCOUNT.blob.core.windows.net/backups"))
        ),
        ("disruption.yaml", deployment.Services.Select(Servers.DisruptionBudgetOf)),
        (
            "monitoring.yaml",
            deployment.Services.Where(service => Monitors.PortOf(service) is not null).Select(Monitors.Of)
                .Concat(deployment.Shards.Select(Monitors.Of))
        ),
    ];

    private IEnumerable<(string Name, YamlMap? Target, object Patch)> ProductionPatches() =>
    [
        (
            "servers-patch.yaml",
            new YamlMap { { "kind", "Deployment" }, { "labelSelector", $"{Names.ComponentLabel}={Names.Server}" } },
            new[]
            {
                new YamlMap
                {
                    { "op", "replace" },
                    { "path", "/spec/template/spec/containers/0/resources" },
                    { "value", Sizes.Server(isProduction: true) },
                },
            }
        ),
        .. from shard in deployment.Shards
           select ($"{shard.Name}-patch.yaml", (YamlMap?)null, (object)Shards.Production(shard)),
    ];

    private IEnumerable<(string Name, int Count)> FixedReplicas() =>
        from service in deployment.Services
        let servers = Sizes.Servers(service)
        where servers.Fewest == servers.Most
        select (service.Name, servers.Most);

    private void AddOverlay(
        SortedDictionary<string, string> files,
        string name,
        IEnumerable<(string Name, IEnumerable<YamlMap> Objects)> objects,
        IEnumerable<(string Name, YamlMap? Target, object Patch)> patches,
        IEnumerable<(string Name, int Count)> replicas,
        IEnumerable<string> furtherSecrets)
    {
        var folder = $"overlays/{name}";
        foreach (var (file, added) in objects)
            files[$"{folder}/{file}"] = YamlText.Write(Comment, added);
        foreach (var (file, _, patch) in patches)
            files[$"{folder}/{file}"] = YamlText.Write(Comment, patch);
        List<string> secrets = [.. UsedSecrets().Concat(furtherSecrets)];
        var given = deployment.ExternalConnections.Concat(furtherSecrets).ToList();
        files[$"{folder}/{KustomizationFile}"] = YamlText.Write(Comment, _kustomizations.Overlay(
            objects.Select(one => one.Name),
            patches.Select(patch => new YamlMap { { "path", patch.Name }, { "target", patch.Target } }),
            secrets,
            replicas));
        files[$"{folder}/make-secrets.sh"] = Secrets.Script(secrets.Except(given), given.Where(secrets.Contains));
        files[$"{folder}/.gitignore"] = $"{Secrets.Folder}/\n";
        files[$"{folder}/settings.env"] = """
            # Settings of all servers beyond those of the model, a variable a line (docs/configuration.md), such as
            # RateLimits__ArticlesPerHour=60
            # OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.monitoring:4317

            """;
    }

    private IEnumerable<string> UsedSecrets() =>
        deployment.Services.Concat(deployment.Jobs).Cast<PublishedProcess>().Concat(deployment.Caches)
            .SelectMany(process => process.Secrets)
            .Distinct()
            .Order(StringComparer.Ordinal);

    private YamlMap Namespace => new()
    {
        { "apiVersion", "v1" },
        { "kind", "Namespace" },
        {
            "metadata", new YamlMap
            {
                { "name", deployment.Product },
                { "labels", new YamlMap { { "pod-security.kubernetes.io/enforce", "restricted" } } },
            }
        },
    };

    private YamlMap Route(PublishedService service) => Names.Object(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        service.Name,
        new()
        {
            { "parentRefs", new[] { new YamlMap { { "name", "public" }, { "namespace", NetworkPolicies.GatewayNamespace } } } },
            { "hostnames", hosts.ToArray() },
            {
                "rules", new[]
                {
                    new YamlMap
                    {
                        {
                            "backendRefs", new[]
                            {
                                new YamlMap { { "name", service.Name }, { "port", service.Ports.First(port => port.IsExternal).Number } },
                            }
                        },
                    },
                }
            },
        });
}
