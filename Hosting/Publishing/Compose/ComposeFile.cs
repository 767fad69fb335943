using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Compose;

/// <summary>The file for one machine: every process of the model, object storage in an emulator, and the dashboard.</summary>
internal sealed class ComposeFile(Deployment deployment, ContainerImageNames images)
{
    private const string Comment =
        "Written by the AppHost (docs/publishing.md). Secrets are in .env, made by make-env.sh; changes belong in compose.override.yaml.";

    // The user of Redis' image, by number.
    private const string RedisUser = "999:999";

    private readonly ComposeNetworks _networks = new(deployment);
    private readonly ComposeValues _values = new(deployment);

    public string Write()
    {
        var file = new YamlMap
        {
            { "name", deployment.Product },
            { "services", Services() },
            { "networks", _networks.All() },
            { "volumes", YamlMap.Of(Volumes().Select(volume => KeyValuePair.Create(volume, (object)new YamlMap()))) },
        };
        return YamlText.Write(Comment, file);
    }

    private YamlMap Services()
    {
        var services = new YamlMap();
        foreach (var service in deployment.Services)
            services.Add(service.Name, Server(service));
        foreach (var job in deployment.Jobs)
            services.Add(job.Name, Job(job));
        foreach (var container in deployment.Containers)
            services.Add(container.Name, Container(container));
        foreach (var storage in deployment.ExternalConnections)
            services.Add(storage, ComposeExtras.Storage(storage));
        services.Add(ComposeExtras.DashboardName, ComposeExtras.Dashboard);
        return services;
    }

    private YamlMap Server(PublishedService service) => Sum(
        Project(service),
        new()
        {
            {
                "ports", service.IsExternal
                    ? service.Ports.Where(port => port.IsExternal).Select(port => $"${{SITE_PORT:-8080}}:{port.Number}").ToArray()
                    : null
            },
            { "restart", "unless-stopped" },
            // Longer than draining and the end of the host's services.
            { "stop_grace_period", "40s" },
            { "depends_on", DependsOn(service.Waits, "service_completed_successfully") },
            { "healthcheck", ComposeHealth.Of(["dotnet", service.Program, "health"], startPeriod: "120s") },
        },
        ComposeHealth.Limits(processors: "2", memory: "1g"));

    private YamlMap Job(PublishedService job) => Sum(
        Project(job),
        new()
        {
            { "restart", "on-failure:10" },
            { "depends_on", DependsOn(UsedContainers(job), "service_healthy") },
        },
        ComposeHealth.Limits(processors: "1", memory: "512m"));

    private YamlMap Project(PublishedService service) => Sum(
        new()
        {
            { "image", $"{images.Repository(service.Image)}:{images.Tag}" },
            { "command", service.Arguments.Count > 0 ? service.Arguments.Select(_values.Text).ToArray() : null },
            { "environment", _values.Environment(service) },
            { "networks", _networks.Of(service) },
        },
        ComposeHealth.Hardening);

    private YamlMap Container(PublishedContainer container)
    {
        var common = new YamlMap
        {
            { "image", container.Image },
            { "entrypoint", container.EntryPoint is { } program ? new[] { program } : null },
            { "command", container.Arguments.Select(_values.Text).ToArray() },
            { "environment", _values.Environment(container) },
            { "networks", _networks.Of(container) },
            { "restart", "unless-stopped" },
            { "volumes", Mounts(container) },
            { "healthcheck", ComposeHealth.Of(ComposeValues.Escape(ComposeHealth.CommandOf(container)), startPeriod: "60s") },
        };
        return container.Cache is { } memory
            ? Sum(common, new() { { "user", RedisUser } }, ComposeHealth.Hardening, ComposeHealth.Limits("1", $"{memory.Megabytes}m"))
            // A server that is stopped ends its sessions and writes a checkpoint.
            : Sum(common, new() { { "stop_grace_period", "60s" }, { "shm_size", "256m" } }, ComposeHealth.Limits("2", "2g"));
    }

    private static string[]? Mounts(PublishedContainer container) => container.Volumes.Count == 0
        ? null
        : [.. container.Volumes.Select(path => $"{container.Name}-data:{path}")];

    private IEnumerable<string> UsedContainers(PublishedProcess process) =>
        deployment.Containers.Where(container => process.Uses(container.Name)).Select(container => container.Name);

    private IEnumerable<string> Volumes() =>
        deployment.Containers.Where(container => container.Volumes.Count > 0).Select(container => container.Name)
            .Concat(deployment.ExternalConnections)
            .Select(name => $"{name}-data");

    private static YamlMap? DependsOn(IEnumerable<string> names, string condition)
    {
        var all = YamlMap.Of(names.Select(name => KeyValuePair.Create(name, (object)new YamlMap { { "condition", condition } })));
        return all.Count > 0 ? all : null;
    }

    private static YamlMap Sum(params IEnumerable<YamlMap> maps) => YamlMap.Of(maps.SelectMany(map => map));
}
