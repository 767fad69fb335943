using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>
/// Nothing may talk to anything, but for what the model says: who is given the address of a server may reach that port of it. Names are
/// looked up by all; what is outside is reached only by those that must.
/// </summary>
internal sealed class NetworkPolicies(Deployment deployment)
{
    /// <summary>The namespace of the gateway, through which clients come.</summary>
    public const string GatewayNamespace = "gateway";

    private const string Api = "networking.k8s.io/v1";
    private const string OperatorNamespace = "cnpg-system";
    private const int Postgres = 5432;
    private const int Status = 8000;
    private const int Statistics = 9187;
    private static readonly string[] In = ["Ingress"];
    private static readonly string[] Out = ["Egress"];
    private static readonly int[] Collector = [4317, 4318];
    private static readonly int[] Https = [443, 6443];

    public IEnumerable<YamlMap> All() =>
    [
        Policy("deny-all", new(), ingress: [], egress: []),
        Policy("names", new(), egress: [NameServer]),
        Policy("telemetry", Components(Names.Server, Names.Job), egress: [Rule("to", [Anywhere], Collector)]),
        .. deployment.Services.Cast<PublishedProcess>().Concat(deployment.Caches).Select(IngressOf),
        .. deployment.Services.Concat(deployment.Jobs).Select(EgressOf),
        .. deployment.Shards.Select(PolicyOf),
    ];

    // Clients come through the gateway. A scrape comes from the namespace of Prometheus, and needs a key.
    private YamlMap IngressOf(PublishedProcess server)
    {
        var rules = new List<YamlMap>();
        foreach (var port in server.Ports)
        {
            if (port.IsExternal) rules.Add(Rule("from", [Namespace(GatewayNamespace)], port.Number));
            var users = deployment.UsersOf(server.Name).Where(user => UsedPorts(user).Contains((server.Name, port.Number))).ToList();
            if (users.Count > 0) rules.Add(Rule("from", users.Select(Pod), port.Number));
        }

        if (Monitors.PortOf(server) is { } scraped) rules.Add(Rule("from", [Namespace(Monitors.Namespace)], scraped.Number));
        return Policy($"to-{server.Name}", Labels(server.Name), ingress: [.. rules]);
    }

    private YamlMap EgressOf(PublishedService process)
    {
        var rules = UsedPorts(process)
            .DistinctBy(used => (deployment.ShardOf(used.Resource)?.Name ?? used.Resource, used.Port))
            .Select(used => Rule("to", [Target(used.Resource)], used.Port))
            .ToList();
        // Object storage is outside, at an address that is not known here.
        if (deployment.ExternalConnections.Any(connection => process.Secrets.Contains(connection)))
            rules.Add(Rule("to", [Outside], Https[0]));
        return Policy($"from-{process.Name}", Labels(process.Name), egress: [.. rules]);
    }

    // The nodes reach each other, the operator reaches them, and they reach the API of Kubernetes and the store of backups.
    private YamlMap PolicyOf(DatabaseShard shard)
    {
        var users = shard.Nodes.SelectMany(deployment.UsersOf).Distinct().OfType<PublishedService>().Select(Pod).ToList();
        return Policy(
            shard.Name,
            new() { { "matchLabels", new YamlMap { { Names.ClusterLabel, shard.Name } } } },
            ingress:
            [
                Rule("from", users, Postgres),
                Rule("from", [Node(shard), Namespace(OperatorNamespace)], Postgres, Status),
                Rule("from", [Namespace(Monitors.Namespace)], Statistics),
            ],
            egress: [Rule("to", [Node(shard)], Postgres, Status), Rule("to", [Outside], Https)]);
    }

    private IEnumerable<(string Resource, int Port)> UsedPorts(PublishedProcess process) =>
        from host in process.Values.SelectMany(value => value.Hosts)
        where host.Resource != process.Name
        from port in PortsOf(host.Resource)
        where port.Name == host.Endpoint
        select (host.Resource, port.Number);

    private IEnumerable<PublishedPort> PortsOf(string resource) =>
        deployment.Services.Cast<PublishedProcess>().Concat(deployment.Containers)
            .Where(process => process.Name == resource)
            .SelectMany(process => process.Ports);

    private YamlMap Target(string resource) => deployment.ShardOf(resource) is { } shard ? Node(shard) : Selector(Labels(resource));

    private static YamlMap Pod(PublishedProcess process) => Selector(Labels(process.Name));

    private static YamlMap Node(DatabaseShard shard) =>
        Selector(new() { { "matchLabels", new YamlMap { { Names.ClusterLabel, shard.Name } } } });

    private static YamlMap Selector(YamlMap labels) => new() { { "podSelector", labels } };

    private static YamlMap Labels(string name) => Names.Selector(name);

    private static YamlMap Components(params string[] components) => new()
    {
        {
            "matchExpressions",
            new[] { new YamlMap { { "key", Names.ComponentLabel }, { "operator", "In" }, { "values", components } } }
        },
    };

    private static YamlMap Anywhere => new() { { "namespaceSelector", new YamlMap() } };

    private static YamlMap Outside => new() { { "ipBlock", new YamlMap { { "cidr", "0.0.0.0/0" } } } };

    private static YamlMap Namespace(string name) =>
        new() { { "namespaceSelector", new YamlMap { { "matchLabels", new YamlMap { { Names.NamespaceLabel, name } } } } } };

    private static YamlMap NameServer => new()
    {
        { "to", new[] { Namespace("kube-system") } },
        { "ports", YamlMap.List("UDP", "TCP").Select(protocol => new YamlMap { { "protocol", protocol }, { "port", 53 } }).ToArray() },
    };

    private static YamlMap Rule(string direction, IEnumerable<YamlMap> peers, params int[] ports) => new()
    {
        { direction, peers.ToArray() },
        { "ports", ports.Select(port => new YamlMap { { "protocol", "TCP" }, { "port", port } }).ToArray() },
    };

    private static YamlMap Policy(string name, YamlMap pods, YamlMap[]? ingress = null, YamlMap[]? egress = null) => Names.Object(
        Api,
        "NetworkPolicy",
        name,
        new()
        {
            { "podSelector", pods },
            { "policyTypes", (string[])[.. ingress is null ? [] : In, .. egress is null ? [] : Out] },
            { "ingress", ingress is { Length: > 0 } ? ingress : null },
            { "egress", egress is { Length: > 0 } ? egress : null },
        });
}
