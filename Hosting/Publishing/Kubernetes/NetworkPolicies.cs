using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>
/// Nothing may talk to anything, but for what the model says: who is given the address of a server may reach that port of it. Names are
/// looked up by all; what is outside is reached only by those that must.
/// </summary>
internal sealed class NetworkPolicies(Deployment deployment)
{
    private const string Api = "networking.k8s.io/v1";
    private const string OperatorNamespace = "cnpg-system";
    private const int Postgres = 5432;
    private const int Status = 8000;
    private const int Statistics = 9187;
    private static readonly string[] In = ["Ingress"];
    private static readonly string[] Out = ["Egress"];
    private static readonly int[] Collector = [4317, 4318];
    private static readonly int[] Https = [443, 6443];

    public IEnumerable<Map> All() =>
    [
        Policy("deny-all", new(), ingress: [], egress: []),
        Policy("names", new(), egress: [NameServer]),
        Policy("telemetry", Component(Names.Server), egress: [Rule("to", [Anywhere], Collector)]),
        .. deployment.Services.Cast<PublishedProcess>().Concat(deployment.Caches).Select(IngressOf),
        .. deployment.Services.Concat(deployment.Jobs).Select(EgressOf),
        .. deployment.Shards.Select(PolicyOf),
    ];

    // Clients come through a gateway in any namespace. A scrape comes from the namespace of Prometheus, and needs a key.
    private Map IngressOf(PublishedProcess server)
    {
        var rules = new List<Map>();
        foreach (var port in server.Ports)
        {
            if (port.IsExternal) rules.Add(Rule("from", [Anywhere], port.Number));
            var users = deployment.UsersOf(server.Name).Where(user => UsedPorts(user).Contains((server.Name, port.Number))).ToList();
            if (users.Count > 0) rules.Add(Rule("from", users.Select(Pod), port.Number));
        }

        if (Monitors.PortOf(server) is { } scraped) rules.Add(Rule("from", [Namespace(Monitors.Namespace)], scraped.Number));
        return Policy($"to-{server.Name}", Labels(server.Name), ingress: [.. rules]);
    }

    private Map EgressOf(PublishedService process)
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
    private Map PolicyOf(DatabaseShard shard)
    {
        var users = shard.Nodes.SelectMany(deployment.UsersOf).Distinct().OfType<PublishedService>().Select(Pod).ToList();
        return Policy(
            shard.Name,
            new() { { "matchLabels", new Map { { Names.ClusterLabel, shard.Name } } } },
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

    private Map Target(string resource) => deployment.ShardOf(resource) is { } shard ? Node(shard) : Selector(Labels(resource));

    private static Map Pod(PublishedProcess process) => Selector(Labels(process.Name));

    private static Map Node(DatabaseShard shard) =>
        Selector(new() { { "matchLabels", new Map { { Names.ClusterLabel, shard.Name } } } });

    private static Map Selector(Map labels) => new() { { "podSelector", labels } };

    private static Map Labels(string name) => Names.Selector(name);

    private static Map Component(string component) => new() { { "matchLabels", new Map { { Names.ComponentLabel, component } } } };

    private static Map Anywhere => new() { { "namespaceSelector", new Map() } };

    private static Map Outside => new() { { "ipBlock", new Map { { "cidr", "0.0.0.0/0" } } } };

    private static Map Namespace(string name) =>
        new() { { "namespaceSelector", new Map { { "matchLabels", new Map { { Names.NamespaceLabel, name } } } } } };

    private static Map NameServer => new()
    {
        { "to", new[] { Namespace("kube-system") } },
        { "ports", new[] { "UDP", "TCP" }.Select(protocol => new Map { { "protocol", protocol }, { "port", 53 } }).ToArray() },
    };

    private static Map Rule(string direction, IEnumerable<Map> peers, params int[] ports) => new()
    {
        { direction, peers.ToArray() },
        { "ports", ports.Select(port => new Map { { "protocol", "TCP" }, { "port", port } }).ToArray() },
    };

    private static Map Policy(string name, Map pods, Map[]? ingress = null, Map[]? egress = null) => Names.Object(
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
