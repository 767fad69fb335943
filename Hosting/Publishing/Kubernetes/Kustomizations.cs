using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>The base and its overlays, as Kustomize reads them.</summary>
internal sealed class Kustomizations(Deployment deployment, ContainerImageNames images)
{
    /// <summary>The map of settings that an operator adds to those of the model.</summary>
    public const string Settings = "settings";

    /// <summary>The key of a secret's value, but for a role's password.</summary>
    public const string ValueKey = "value";

    public static YamlMap Base(IEnumerable<string> files) => Kustomization(new() { { "resources", files.ToArray() } });

    /// <param name="resources">The files of objects that the overlay adds.</param>
    /// <param name="patches">The patches: their files, with the objects that they change.</param>
    /// <param name="secrets">The secrets that are used.</param>
    /// <param name="replicas">The kinds of servers with a fixed number, which is not one.</param>
    public YamlMap Overlay(
        IEnumerable<string> resources,
        IEnumerable<YamlMap> patches,
        IEnumerable<string> secrets,
        IEnumerable<(string Name, int Count)> replicas) => Kustomization(new()
        {
            { "namespace", deployment.Product },
            { "resources", resources.Prepend("../../base").ToArray() },
            { "patches", NullIfEmpty(patches) },
            {
                "images", deployment.Services.Concat(deployment.Jobs).Select(service => service.Image).Distinct().Select(Image).ToArray()
            },
            {
                "replicas",
                NullIfEmpty(replicas.Select(kind => new YamlMap { { "name", kind.Name }, { "count", kind.Count } }))
            },
            { "configMapGenerator", new[] { new YamlMap { { "name", Settings }, { "envs", YamlMap.List("settings.env") } } } },
            { "secretGenerator", secrets.Select(Secret).ToArray() },
        });

    private static YamlMap Kustomization(YamlMap content)
    {
        var kustomization = new YamlMap { { "apiVersion", "kustomize.config.k8s.io/v1beta1" }, { "kind", "Kustomization" } };
        foreach (var (key, value) in content)
            kustomization.Add(key, value);
        return kustomization;
    }

    private YamlMap Image(string name) => new()
    {
        { "name", name },
        { "newName", images.Repository(name) },
        { "newTag", images.Tag },
    };

    // Without a suffix, because CloudNativePG and Prometheus know a Secret by the name that is written here.
    private YamlMap Secret(string name) => Names.RoleOf(deployment, name) is { } role
        ? Secret(name, "kubernetes.io/basic-auth", "password", [$"username={role.Name}"], Reloaded)
        : Secret(name, "Opaque", ValueKey, null, null);

    // Without this label CloudNativePG does not notice that a password has changed.
    private static YamlMap Reloaded => new() { { "cnpg.io/reload", "true" } };

    private static YamlMap Secret(string name, string type, string key, string[]? literals, YamlMap? labels) => new()
    {
        { "name", name },
        { "type", type },
        { "literals", literals },
        { "files", new[] { $"{key}={Secrets.Folder}/{name}" } },
        { "options", new YamlMap { { "disableNameSuffixHash", true }, { "labels", labels } } },
    };

    private static YamlMap[]? NullIfEmpty(IEnumerable<YamlMap> maps) => maps.ToArray() is { Length: > 0 } all ? all : null;
}
