using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Compose;

/// <summary>
/// A network for each server that others use, with it and its users alone; none of them leads out of the machine. The nodes of a shard
/// share one. Only what clients reach is in a network with ports.
/// </summary>
internal sealed class ComposeNetworks(Deployment deployment)
{
    /// <summary>The network whose ports are published.</summary>
    public const string Public = "public";

    /// <summary>The network over which telemetry goes to the dashboard.</summary>
    public const string Telemetry = "telemetry";

    /// <summary>The networks of a process: its own, those of what it uses, and telemetry.</summary>
    public string[] Of(PublishedProcess process)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var server in Servers().Where(server => server == process.Name || process.Uses(server)))
        {
            if (IsUsed(server)) names.Add(NetworkOf(server));
        }

        if (process is PublishedService) names.Add(Telemetry);
        if (process is PublishedService { IsExternal: true }) names.Add(Public);
        return [.. names];
    }

    public YamlMap All() => YamlMap.Of(Servers().Where(IsUsed).Select(NetworkOf).Append(Telemetry).Append(Public).Distinct()
        .Select(name => KeyValuePair.Create(name, (object)(name == Public ? new YamlMap() : new YamlMap { { "internal", true } }))));

    private IEnumerable<string> Servers() =>
        deployment.Services.Select(service => service.Name)
            .Concat(deployment.Containers.Select(container => container.Name))
            .Concat(deployment.ExternalConnections);

    private bool IsUsed(string server) =>
        deployment.UsersOf(server).Any(user => user.Name != server) || deployment.ShardOf(server) is not null;

    private string NetworkOf(string server) => deployment.ShardOf(server)?.Name ?? server;
}
