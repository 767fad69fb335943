using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>The names and labels by which objects of Kubernetes find each other.</summary>
internal static class Names
{
    public const string NameLabel = "app.kubernetes.io/name";
    public const string ComponentLabel = "app.kubernetes.io/component";

    /// <summary>The label of the pods of a CloudNativePG cluster.</summary>
    public const string ClusterLabel = "cnpg.io/cluster";

    /// <summary>The component of servers that are projects.</summary>
    public const string Server = "server";

    /// <summary>The component of Redis servers.</summary>
    public const string Cache = "cache";

    /// <summary>The component of pods that run once.</summary>
    public const string Job = "job";

    /// <summary>The namespaces of programs that are not part of the application, by the label that Kubernetes sets.</summary>
    public const string NamespaceLabel = "kubernetes.io/metadata.name";

    public static YamlMap Object(string apiVersion, string kind, string name, YamlMap spec, YamlMap? labels = null) => new()
    {
        { "apiVersion", apiVersion },
        { "kind", kind },
        { "metadata", new YamlMap { { "name", name }, { "labels", labels } } },
        { "spec", spec },
    };

    public static YamlMap Labels(string name, string component) => new() { { NameLabel, name }, { ComponentLabel, component } };

    public static YamlMap Selector(string name) => new() { { "matchLabels", new YamlMap { { NameLabel, name } } } };

    /// <summary>The name of the environment variable from which a value takes a secret.</summary>
    public static string Variable(string secret) => $"SECRET_{secret.Replace('-', '_').ToUpperInvariant()}";

    /// <summary>The key of a parameter's value in its Secret; what a role of Postgres has is fixed.</summary>
    public static string SecretKey(Deployment deployment, string secret) => IsRole(deployment, secret) ? "password" : "value";

    public static bool IsRole(Deployment deployment, string secret) => RoleOf(deployment, secret) is not null;

    /// <summary>The role whose password a parameter is; null: it is another secret.</summary>
    public static DatabaseRole? RoleOf(Deployment deployment, string secret) =>
        deployment.Shards.SelectMany(shard => shard.Roles.Prepend(shard.Owner)).FirstOrDefault(role => role.Password == secret);

    /// <summary>
    /// The name by which others reach a server. CloudNativePG moves two names between the nodes of a shard: one leads to the primary, one
    /// to the replica.
    /// </summary>
    public static string Host(Deployment deployment, HostPart host) =>
        deployment.ShardOf(host.Resource) is { } shard
            ? $"{shard.Name}-{(host.Resource == shard.Nodes[0] ? "rw" : "ro")}"
            : host.Resource;
}
