using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>Pods that run as an unprivileged user, with a file system that they cannot write to.</summary>
internal sealed class Pods(Deployment deployment)
{
    /// <summary>The user <c>app</c> of .NET's images.</summary>
    public const int AppUser = 1654;

    /// <summary>The user of Redis' image.</summary>
    public const int RedisUser = 999;

    /// <summary>
    /// Requests still arrive until every node of the cluster knows that a pod ends: so long a server goes on as if nothing had
    /// happened.
    /// </summary>
    public const int SecondsBeforeStop = 5;

    // 5 s before the stop, 3 s of draining, and the 30 s in which .NET's host ends its services.
    private const int SecondsToStop = 45;

    // The only writable folder: .NET buffers uploads there.
    private const string Scratch = "tmp";

    /// <summary>A pod with one container.</summary>
    public static YamlMap Of(
        string name, string component, int user, YamlMap container, params IEnumerable<KeyValuePair<string, object>> more)
    {
        var spec = new YamlMap
        {
            { "automountServiceAccountToken", false },
            { "enableServiceLinks", false },
            {
                "securityContext", new YamlMap
                {
                    { "runAsNonRoot", true },
                    { "runAsUser", user },
                    { "runAsGroup", user },
                    { "fsGroup", user },
                    { "seccompProfile", new YamlMap { { "type", "RuntimeDefault" } } },
                }
            },
            { "terminationGracePeriodSeconds", SecondsToStop },
            { "containers", new[] { container } },
            { "volumes", new[] { new YamlMap { { "name", Scratch }, { "emptyDir", new YamlMap { { "sizeLimit", "256Mi" } } } } } },
        };
        foreach (var (key, value) in more)
            spec.Add(key, value);
        return new() { { "metadata", new YamlMap { { "labels", Names.Labels(name, component) } } }, { "spec", spec } };
    }

    /// <summary>A container without its probes.</summary>
    public YamlMap Container(PublishedProcess process, YamlMap resources) => new()
    {
        { "name", process.Name },
        { "image", process.Image },
        { "command", process is PublishedContainer { EntryPoint: { } program } ? new[] { program } : null },
        { "args", process.Arguments.Count > 0 ? process.Arguments.Select(Text).ToArray() : null },
        { "ports", Ports(process) },
        { "env", Variables(process) },
        // What an operator sets beyond the model; an entry of env wins.
        {
            "envFrom", process is PublishedService
                ? new[] { new YamlMap { { "configMapRef", new YamlMap { { "name", Kustomizations.Settings } } } } }
                : null
        },
        { "resources", resources },
        {
            "securityContext", new YamlMap
            {
                { "allowPrivilegeEscalation", false },
                { "readOnlyRootFilesystem", true },
                { "capabilities", new YamlMap { { "drop", YamlMap.List("ALL") } } },
            }
        },
        { "volumeMounts", new[] { new YamlMap { { "name", Scratch }, { "mountPath", "/tmp" } } } },
    };

    private static YamlMap[]? Ports(PublishedProcess process) => process.Ports.Count == 0
        ? null
        : [.. process.Ports.Select(port => new YamlMap { { "name", port.Name }, { "containerPort", port.Number } })];

    // A secret that is part of a value comes first, under a name of its own, and the value refers to that name.
    private YamlMap[]? Variables(PublishedProcess process)
    {
        var values = process.Environment.AsEnumerable();
        if (process is PublishedService) values = values.Append(new("OTEL_SERVICE_NAME", Template.Of(process.Name)));
        var variables = values.OrderBy(variable => variable.Key, StringComparer.Ordinal).ToList();
        var parts = variables.Where(variable => !IsSecret(variable.Value))
            .SelectMany(variable => variable.Value.Secrets)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(secret => Variable(Names.Variable(secret), new Template([new SecretPart(secret)])));
        YamlMap[] all = [.. parts, .. variables.Select(variable => Variable(variable.Key, variable.Value))];
        return all.Length > 0 ? all : null;
    }

    private YamlMap Variable(string name, Template value) => IsSecret(value) && value.Secrets.Single() is var secret
        ? new()
        {
            { "name", name },
            {
                "valueFrom", new YamlMap
                {
                    { "secretKeyRef", new YamlMap { { "name", secret }, { "key", Names.SecretKey(deployment, secret) } } },
                }
            },
        }
        : new() { { "name", name }, { "value", Text(value) } };

    private string Text(Template value) => value.Write(
        text => text.Replace("$(", "$$(", StringComparison.Ordinal),
        secret => $"$({Names.Variable(secret)})",
        host => Names.Host(deployment, host));

    private static bool IsSecret(Template value) => value.Parts is [SecretPart];
}
