using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>What Prometheus' operator scrapes: each server, by the key of its metrics, and each node of Postgres.</summary>
internal static class Monitors
{
    /// <summary>The namespace of Prometheus.</summary>
    public const string Namespace = "monitoring";

    private const string Api = "monitoring.coreos.com/v1";
    private const string KeyVariable = "Metrics__Key";
    private const string PortName = "metrics";

    /// <summary>The port with a server's metrics: one of their own, else its only one; null: it has none.</summary>
    public static PublishedPort? PortOf(PublishedProcess server) => server.Environment.ContainsKey(KeyVariable)
        ? server.Ports.FirstOrDefault(port => port.Name == PortName) ?? server.Ports[0]
        : null;

    public static YamlMap Of(PublishedService service) => Names.Object(
        Api,
        "ServiceMonitor",
        service.Name,
        new()
        {
            { "selector", Names.Selector(service.Name) },
            {
                "endpoints", new[]
                {
                    new YamlMap
                    {
                        { "port", PortOf(service)!.Name },
                        { "path", "/metrics" },
                        { "interval", "15s" },
                        {
                            "authorization", new YamlMap
                            {
                                { "type", "Bearer" },
                                {
                                    "credentials", new YamlMap
                                    {
                                        { "name", service.Environment[KeyVariable].Secrets.Single() },
                                        { "key", Kustomizations.ValueKey },
                                    }
                                },
                            }
                        },
                    },
                }
            },
        });

    public static YamlMap Of(DatabaseShard shard) => Names.Object(
        Api,
        "PodMonitor",
        shard.Name,
        new()
        {
            { "selector", new YamlMap { { "matchLabels", new YamlMap { { Names.ClusterLabel, shard.Name } } } } },
            { "podMetricsEndpoints", new[] { new YamlMap { { "port", PortName }, { "interval", "15s" } } } },
        });
}
